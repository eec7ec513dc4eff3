"""Ask ours and its peers for every labelled medication line, and say how each did."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from bench.notes.asking import asked
from bench.notes.data import Line
from bench.notes.medication.fields import FIELDS
from bench.notes.medication.quantity import per_day
from bench.notes.medication.score import Score, score
from bench.notes.ours import Reader
from bench.notes.peer import Peer
from bench.notes.result import Goal, Result, Table, best

OURS = "ours"
GOAL = 0.95
GOALS = ("dose", "route", "perDay", "prn", "duration")
OF_A_STEP = ("dose", "timing", "duration")
Said = Mapping[str, Any] | None


def measure(lines: Sequence[Line], reader: Reader, peers: Sequence[Peer], result: Result) -> None:
    """Measure all readers on the labels, and add goals and tables to the result."""
    texts = {f"{line['id']}.{n}": part for line in lines for n, part in enumerate(parts(line))}
    said: dict[str, Mapping[str, Said]] = {OURS: _ours(lines, reader)}
    said |= asked(peers, lambda peer: peer.sigs(texts), result)
    scores = {name: score(lines, told) for name, told in said.items()}
    data = f"labels that ship ({len(texts)} medicines)"
    for name in GOALS:
        theirs = {n: s.fields[name].share for n, s in scores.items() if n != OURS and name in s.fields}
        peer = best({n: f.value for n, f in theirs.items()}, {n: str(f) for n, f in theirs.items()})
        reached = scores[OURS].fields[name].share
        task = f"medication lines: {FIELDS[name]}"
        result.goals.append(Goal(task, data, peer, str(reached), f">= {GOAL:.2f}", reached.value >= GOAL))
    wrong = {name: len(one.magnitude) for name, one in scores.items()}
    fewest = min((name for name in wrong if name != OURS), key=wrong.__getitem__, default=None)
    peer = f"{wrong[fewest]} {fewest}" if fewest else "none measured"
    result.goals.append(Goal("medication lines: magnitude errors", data, peer, str(wrong[OURS]), "0", wrong[OURS] == 0))
    result.tables += [_fields(scores), _magnitudes(scores, texts)]


def parts(line: Line) -> Iterator[str]:
    """Yield the text of each medicine of a line, for a reader that takes one at a time: as far as the next one's name."""
    bounds = [0, *(one["start"] for one in line["medications"][1:]), len(line["text"])]
    for begin, end in pairwise(bounds):
        yield line["text"][begin:end]


def _ours(lines: Sequence[Line], reader: Reader) -> dict[str, Said]:
    told: dict[str, Said] = {}
    for line in lines:
        found = reader.read(line["text"], line["section"]).get("medications", [])
        for n, label in enumerate(line["medications"]):
            named = _alike([one for one in found if _names(one, label)])
            told[f"{line['id']}.{n}"] = named and {**named, "perDay": per_day(named["timing"])}
    return told


def _alike(lines: Sequence[Line]) -> Line | None:
    """Return what is said of a medicine: of a taper, and of a morning and an evening dose, no step is the dose, its timing or its time."""
    if not lines:
        return None
    if all(one.get(field) == lines[0].get(field) for one in lines for field in OF_A_STEP):
        return lines[0]
    return {**lines[0], **dict.fromkeys(OF_A_STEP)}


def _names(one: Mapping[str, Any], label: Line) -> bool:
    start, end = one.get("name") or (one["start"], one["end"])
    return bool(start < label["end"] and label["start"] < end)


def _fields(scores: Mapping[str, Score]) -> Table:
    rows = []
    for reader, found in scores.items():
        for name, what in FIELDS.items():
            if name in found.fields:
                one = found.fields[name]
                rows.append(
                    [reader, what, str(one.share), *map(str, (one.right, one.wrong, one.missing, one.invented))]
                )
        if found.not_taken:
            rows.append(
                [
                    reader,
                    "not taken, and not listed as if",
                    f"{sum(found.not_taken)} of {len(found.not_taken)}",
                    *["-"] * 4,
                ]
            )
    return Table(
        "Medication lines, by field",
        "The share is of all values that a label states or a reader invents, with the 95 % interval (bootstrap over values). "
        "openmed's parser takes one medicine at a time: it is given the text as far as the next medicine's name, may "
        "give either end of a range, and what a count of units contains "
        "instead of the count; it has no ingredient, strength, "
        "FHIR timing and status. Ours gives each step of a taper, and each of several schedules, as a line of its own; of a medicine "
        "with several none counts as its dose, timing and duration. Frequency counts times a day; either end of a range is right.",
        ["reader", "field", "share", "right", "wrong", "missing", "invented"],
        rows,
    )


def _magnitudes(scores: Mapping[str, Score], texts: Mapping[str, str]) -> Table:
    rows = [
        [reader, id, f"`{texts[id]}`", name, given]
        for reader, one in scores.items()
        for id, name, given in one.magnitude
    ]
    corrected = ", ".join(f"{reader} {one.corrected}" for reader, one in scores.items() if "ingredient" in one.fields)
    return Table(
        "Magnitude errors",
        "A dose or strength that is none of the label's amounts in any unit (the dose, either end of its range, the strength, "
        "a count of units times the strength of one), or a dose, strength, timing or duration where the label says that there "
        "must be none. Names that must not "
        f"be read and were: {corrected}.",
        ["reader", "medicine", "text", "field", "given"],
        rows,
    )
