"""Measure the reader of notes: `python -m bench.notes --help`."""

import argparse
import datetime as dt
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.notes import admission, assertion, data, held_out, medication, negation, page, spans, speed
from bench.notes.ours import Reader
from bench.notes.peer import ENVIRONMENTS, Peer
from bench.notes.result import Goal, Result
from bench.notes.skipped import Skipped

ADMISSIONS = 60
CLAIMING = ("negspacy", "medspacy", "openmed")
READING_LINES = ("openmed",)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure everything that can be measured here, say it, and write the page."""
    options = _parse(arguments)
    result = measured(options.data, options.peers, rounds=options.rounds)
    text = page.page(result, _about())
    if options.page:
        page.write(text, options.page)
    print(text[: text.index("\n## ", text.index("## Goals") + 1)])


def measured(folder: Path, environments: Path, *, rounds: int) -> Result:
    """Measure what the data allow; what they do not is named in the result."""
    result, reader = Result(), Reader()
    claiming = [Peer(name, environments) for name in CLAIMING]
    steps: dict[str, Callable[[], None]] = {
        "negation": lambda: negation.measure(data.negex(folder), reader, claiming, result),
        "assertion": lambda: assertion.measure(data.labelled("assertion"), reader, claiming, result),
        "medication lines": lambda: medication.measure(
            data.labelled("medications"), reader, [Peer(name, environments) for name in READING_LINES], result
        ),
        "abstracts held out": lambda: held_out.measure(folder, environments / "terms", result),
        "abstracts": lambda: spans.measure(data.bc5cdr(folder), reader, result),
        "speed": lambda: _speed(folder, reader, environments, rounds, result),
    }
    for name, step in steps.items():
        print(f"measuring: {name}", flush=True)
        try:
            step()
        except Skipped as why:
            result.skipped.append(str(why))
    exact = f"{reader.violations} of {reader.quotes:,} quotes differ"
    result.goals.append(
        Goal(
            "`text[start:end]` is the quoted evidence",
            f"all {reader.texts:,} texts read",
            "-",
            exact,
            "0",
            not reader.violations,
        )
    )
    return result


def _speed(folder: Path, reader: Reader, environments: Path, rounds: int, result: Result) -> None:
    sets = {"admission notes made for this": admission.notes(ADMISSIONS)}
    try:
        sets = {"notes of Synthea": data.synthea(folder)} | sets
    except Skipped as why:
        result.skipped.append(str(why))
    for notes in sets.values():
        for text in notes:
            reader.read(text)
    if rounds:
        speed.measure(sets, Peer(speed.SMALL, environments), result, rounds)
    else:
        result.skipped.append("speed: no rounds asked for")


def _about() -> str:
    today = dt.datetime.now(dt.UTC).date().isoformat()
    return (
        f"Measured on {today} with `make eval-notes` on a machine of {os.cpu_count()} shared cores, all in one run: ours beside "
        "negspaCy, medspaCy, openmed and spaCy's small pipeline, each at the newest version that installs, in an environment of its own "
        "(`bench/notes/peers/*.txt`). "
        "Of the packages that take medication lines apart only openmed installs with all that it needs: parsigs and "
        "dose-instruction-parser want models that no registry has."
    )


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.notes", description=__doc__)
    parser.add_argument(
        "data", nargs="?", type=Path, default=data.BESIDE, help="folder of the public sets (notes, synthea)"
    )
    parser.add_argument("--peers", type=Path, default=ENVIRONMENTS, help="where the peers' environments are made")
    parser.add_argument("--page", type=Path, default=page.PAGE, help="the page to write")
    parser.add_argument("--rounds", type=int, default=speed.ROUNDS, help="rounds of the speed test; 0 for none")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
