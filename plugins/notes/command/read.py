"""Read one text, or a file of them, at the command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from chartside import Command
from plugins.notes.command.batch import answers
from plugins.notes.command.page import page
from plugins.notes.command.plain import table
from plugins.notes.command.printed import line
from plugins.notes.fhir import fhir
from plugins.notes.reading import TooLongError, read


def commands() -> tuple[Command, ...]:
    """Return the command that ``chartside notes`` runs."""
    return (Command("read", "Say what a note says: what is claimed of what it names, medications, values.", run),)


def run(words: Sequence[str]) -> int:
    """Read what is asked, print it, and return the exit status: 1 where a text could not be read."""
    parser = argparse.ArgumentParser(
        "chartside notes read", description="Say what a note says. Nothing is recorded and nothing is sent."
    )
    parser.add_argument("file", nargs="?", help="a text in UTF-8; - is standard input")
    parser.add_argument(
        "--section", help="the section that the text comes from, by its canonical name, as family-history"
    )
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="print JSON")
    shape.add_argument(
        "--fhir",
        type=_moment,
        metavar="MOMENT",
        help="print FHIR R4 resources, unconfirmed, each with its Provenance, recorded at this moment: 2026-11-27T09:00:00Z",
    )
    shape.add_argument("--html", action="store_true", help="print a page that marks what was found")
    parser.add_argument("--note", default="DocumentReference/note", help="with --fhir, the note that Provenance names")
    parser.add_argument("--patient", default="Patient/patient", help="with --fhir, whose note it is")
    parser.add_argument(
        "--batch",
        metavar="FILE.ndjson",
        help="a line {id, text, section?} each, - is standard input; an answer line each, in order",
    )
    given = parser.parse_args(words)
    if (given.file is None) == (given.batch is None):
        parser.error("name one file to read, or --batch with a file of lines")
    if given.batch is not None:
        if given.json or given.html or given.fhir or given.section:
            parser.error("--batch prints JSON lines, and each of its lines may name its section")
        return _batch(given.batch)
    return _one(given)


def _one(given: argparse.Namespace) -> int:
    try:
        raw = sys.stdin.buffer.read() if given.file == "-" else Path(given.file).read_bytes()
        text = raw.decode("utf-8-sig")
        reading = read(text, given.section)
    except OSError as error:
        return _refused(f"{given.file}: {error.strerror}")
    except UnicodeDecodeError as error:
        return _refused(f"{given.file}: not UTF-8 at byte {error.start}; convert it first")
    except TooLongError as error:
        return _refused(f"{given.file}: {error}")
    if given.html:
        _say(page(reading))
    elif given.fhir:
        found = fhir(reading, given.note, given.patient, recorded=given.fhir)
        _say(
            line(
                {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in found]},
                indented=True,
            )
        )
    elif given.json:
        _say(line(reading.as_json(), indented=True))
    else:
        _say(table(reading))
    return 0


def _moment(said: str) -> datetime:
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise argparse.ArgumentTypeError("no moment with its offset, as 2026-11-27T09:00:00Z")
    return moment


def _batch(name: str) -> int:
    if name == "-":
        return _answered(sys.stdin.buffer)
    try:
        with Path(name).open("rb") as lines:
            return _answered(lines)
    except OSError as error:
        return _refused(f"{name}: {error.strerror}")


def _answered(lines: Iterable[bytes]) -> int:
    failed = False
    for answer in answers(lines):
        failed = failed or "error" in answer
        _say(line(answer))
    return int(failed)


def _say(text: str) -> None:
    sys.stdout.buffer.write(text.encode("utf-8") + b"\n")
    sys.stdout.buffer.flush()


def _refused(why: str) -> int:
    sys.stderr.write(f"chartside: {why}\n")
    return 1
