"""Values that notes state, for scores that nobody measured anything for: given on as what they are, and of which day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from chartside import Analysis, CannotTell, Derived, DerivedKind, Found, Injected, Input, Note, NotesRequest, days
from chartside.analysis import Yield
from chartside.inputs import ClockRequest
from chartside.vocabulary.derived import NOTED
from plugins.notes.analyses.knowledge_file import knowledge
from plugins.notes.analyses.passage import Passage
from plugins.notes.analyses.read_note import ReadNote, read_notes
from plugins.notes.analyses.reader import READER, Reader
from plugins.notes.analyses.template import is_template
from plugins.notes.analyses.wording import counted, nothing, unread

_KNOWN = knowledge("noted_value")
_DIGITS = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class NotedValue:
    """One kind of value: how a note's measurement becomes one, and for how many days of its note it holds."""

    kind: DerivedKind
    measured: str
    factors: tuple[tuple[str, Decimal], ...]
    pair: bool
    recent_days: int
    never: str
    not_in: tuple[str, ...]


def noted_value(*, notes: Found[Note], today: date, reader: Reader, value: NotedValue) -> Iterator[Yield]:
    """Give the value of the newest note that states one."""
    read = read_notes(notes, reader)
    word = unread(read)
    if word:
        yield word
        return
    found = _newest(read.notes, value, today)
    if not found:
        yield nothing(f"none states {value.kind.display.partition(',')[0]} of the last {value.recent_days} days", read)
        return
    evidence = [passage.as_working() for _, passage in found]
    if len({number for number, _ in found}) > 1:
        said = "the newest note that states a value states several"
        yield CannotTell(said, lacks={"notes": "one value"}).explain(evidence=evidence, **counted(read))
        return
    number, passage = found[0]
    yield _given(value, number, passage)


def _given(value: NotedValue, number: Decimal, passage: Passage) -> Derived:
    note = passage.note
    shown = f"{value.kind.display.partition(',')[0]}, from a note of {note.day}"
    return value.kind.of(number, note.note.written, shown).because(note.note)


def _newest(notes: Sequence[ReadNote], value: NotedValue, today: date) -> list[tuple[Decimal, Passage]]:
    for note in notes:
        if note.day is None or not 0 <= (today - note.day).days <= value.recent_days:
            continue
        found = list(_in_note(note, value))
        if found:
            return found
    return []


def _in_note(note: ReadNote, value: NotedValue) -> Iterator[tuple[Decimal, Passage]]:
    factors = dict(value.factors)
    spoken = list(note.sentences())
    for one in note.reading.measurements:
        within = next((s for s in spoken if s[0] <= one.start < s[1]), None)
        if one.name != value.measured or within is None or one.comparator or one.unit not in factors:
            continue
        if (one.low != one.high) is not value.pair or within[2].name in value.not_in:
            continue
        passage = Passage(note, within[0], within[1], one.start, one.end, within[2].name)
        ahead = note.text[within[0] : one.start]
        if re.search(value.never, ahead, re.IGNORECASE) or is_template(passage.sentence, passage.section):
            continue
        yield (one.low * factors[one.unit]).quantize(_DIGITS).normalize() + Decimal(0), passage


def _compiled(name: str, row: dict[str, Any]) -> Analysis:
    factors = tuple((unit, Decimal(factor)) for unit, factor in row["units"].items())
    content = _KNOWN.content
    value = NotedValue(
        NOTED[row["kind"]],
        row["measured"],
        factors,
        row.get("pair", False),
        row["recent_days"],
        content["never"],
        tuple(content["not_in"]),
    )
    inputs = {
        "notes": Input("notes", NotesRequest(back=days(row["recent_days"]))),
        "today": Input("today", ClockRequest(whole_day=True)),
        "reader": Input("reader", READER),
        "value": Input("value", Injected("knowledge/noted_value.toml", value, _KNOWN.version, _KNOWN.sha256)),
    }
    return Analysis(
        id=f"notes.noted_{name}",
        version="1.0.0",
        inputs=MappingProxyType(inputs),
        run=noted_value,
        title=row["title"],
        sources=_KNOWN.sources,
        limits=_KNOWN.limits,
        summary=row["title"],
        provides=value.kind,
    )


NOTED_VALUES: tuple[Analysis, ...] = tuple(_compiled(name, row) for name, row in _KNOWN.content["value"].items())
"""An analysis for each kind of value, asked by whoever reads it."""
