"""A peer in an environment of its own, made when it is first asked: nothing of it is imported here."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.notes.data import ROOT, Line
from bench.notes.skipped import Skipped

SCRIPTS = Path(__file__).parent / "peers"
ENVIRONMENTS = ROOT / ".venv-peers"
Claim = dict[str, str | None]
"""``certainty``, ``time`` and ``subject``; an axis on which the peer does not speak is None."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A peer by the name of its script: ``peers/<name>.py``, with its packages, all pinned, in ``peers/<name>.txt``."""

    name: str
    environments: Path = ENVIRONMENTS

    def command(self) -> list[str]:
        """Return what starts it; raises Skipped where its environment cannot be made."""
        folder = self.environments / self.name
        python, pins = folder / "bin" / "python", SCRIPTS / f"{self.name}.txt"
        stamp = folder / "made-of.txt"
        if not (stamp.is_file() and stamp.read_text(encoding="utf-8") == pins.read_text(encoding="utf-8")):
            folder.parent.mkdir(parents=True, exist_ok=True)
            _run([sys.executable, "-m", "venv", "--clear", str(folder)], self.name)
            # Without dependencies: the pins are all of them, and leave out what would come along under the GPL.
            _run(
                [
                    str(python),
                    "-m",
                    "pip",
                    "install",
                    "-q",
                    "--disable-pip-version-check",
                    "--no-deps",
                    "-r",
                    str(pins),
                ],
                self.name,
            )
            stamp.write_text(pins.read_text(encoding="utf-8"), encoding="utf-8")
        return [str(python), "-I", str(SCRIPTS / f"{self.name}.py")]

    def claims(self, lines: Iterable[Line]) -> dict[str, Claim]:
        """Return what it claims of the stretch of each line {id, text, start, end, section?}, by id."""
        asked = (
            {"id": one["id"], "text": one["text"], "section": one.get("section"), "spans": [[one["start"], one["end"]]]}
            for one in lines
        )
        return {one["id"]: one["claims"][0] for one in self._told(asked)}

    def sigs(self, texts: dict[str, str]) -> dict[str, Any]:
        """Return what it reads in each medication line, by id."""
        return {
            one["id"]: one["sig"]
            for one in self._told({"id": id, "text": text, "sig": True} for id, text in texts.items())
        }

    def _told(self, asked: Iterable[Line]) -> list[Line]:
        question = "".join(json.dumps(one) + "\n" for one in asked)
        done = _run(self.command(), self.name, question)
        return [json.loads(line) for line in done.splitlines()]


def environment() -> dict[str, str]:
    """Return the environment of a measured process: one thread, so that processor seconds compare."""
    return {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}


def _run(command: Sequence[str], name: str, question: str = "") -> str:
    done = subprocess.run(command, input=question, capture_output=True, text=True, check=False, env=environment())
    if done.returncode:
        said = (done.stderr.strip() or "no word").splitlines()[-1]
        raise Skipped(f"the peer {name}: `{Path(command[0]).name} {' '.join(command[1:4])} ...` failed: {said}")
    return done.stdout
