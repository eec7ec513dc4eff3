"""A reader in a process of its own, that says what it used for what it was told to read."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, Self

from bench.notes.data import ROOT
from bench.notes.peer import environment


@dataclass(slots=True)
class Sample:
    """One reader in one round: processor seconds until its first note was read, notes a processor second by set, megabytes at the end."""

    cold: float
    rates: dict[str, float]
    held: float


def timed(command: Sequence[str], sets: Mapping[str, Sequence[str]]) -> Sample:
    """Start a reader anew, and let it read each set of notes."""
    with _Process(command) as process:
        ready = process.told()
        rates, held = {}, ready["rss"]
        for name, notes in sets.items():
            took = process.asked({"texts": list(notes)})
            rates[name], held = len(notes) / took["cpu"], max(held, took["rss"])
    return Sample(ready["cpu"], rates, held)


class _Process:
    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment()
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pipe(self._process.stdin).close()
        self._process.wait(timeout=60)
        self._pipe(self._process.stdout).close()

    def asked(self, question: Mapping[str, Any]) -> dict[str, float]:
        stream = self._pipe(self._process.stdin)
        stream.write(json.dumps(question) + "\n")
        stream.flush()
        return self.told()

    def told(self) -> dict[str, float]:
        line = self._pipe(self._process.stdout).readline()
        if not line:
            raise SystemExit("a reader ended before it had read its notes; what it said stands above")
        told: dict[str, float] = json.loads(line)
        return told

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        if pipe is None:
            raise RuntimeError("started without pipes")
        return pipe
