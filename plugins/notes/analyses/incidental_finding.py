"""A finding that a note asks to look at again, for which nothing was ordered or done since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from chartside import Found, Note, NotesRequest, Resource, ResourcesRequest, Today, analysis, days
from chartside.analysis import Yield
from plugins.notes.analyses.follow_up import FollowUp, examinations_in, follow_ups
from plugins.notes.analyses.knowledge_file import KnowledgeFile, knowledge
from plugins.notes.analyses.listed import day_of, wordings
from plugins.notes.analyses.read_note import read_notes
from plugins.notes.analyses.reader import READER, Reader
from plugins.notes.analyses.wording import Item, lacking, listed, nothing, unread

_KNOWN = knowledge("incidental_finding")
_OFF = frozenset({"entered-in-error", "revoked", "cancelled", "not-done", "unknown"})


@dataclass(frozen=True, slots=True)
class _Later:
    """Something ordered or done: on which day, and which examinations its wording names; None where it has no wording."""

    day: date
    examinations: frozenset[str] | None
    ordered: bool


@analysis(
    "notes.incidental_finding",
    version="1.0.0",
    title="Findings to be looked at again",
    hooks=("patient-view", "encounter-discharge"),
    source=_KNOWN.sources,
    limits=_KNOWN.limits,
)
def incidental_finding(
    notes: Annotated[Found[Note], NotesRequest(back=days(1095))],
    orders: Annotated[Found[Resource], ResourcesRequest("ServiceRequest")],
    reports: Annotated[Found[Resource], ResourcesRequest("DiagnosticReport")],
    procedures: Annotated[Found[Resource], ResourcesRequest("Procedure")],
    today: Today,
    reader: Annotated[Reader, READER],
    knowledge: Annotated[KnowledgeFile, _KNOWN.injected],
) -> Iterator[Yield]:
    """Say which findings were to be looked at again, by when, and that no such examination is recorded since."""
    read = read_notes(notes, reader)
    found = _distinct(one for note in read.notes for one in follow_ups(note, knowledge))
    # What is not known of orders matters only where something was to be followed up.
    word = unread(read) or (
        lacking([("orders", orders.unknown), ("reports", reports.unknown), ("procedures", procedures.unknown)])
        if found
        else None
    )
    if word:
        yield word
        return
    later = [
        *_later(orders, ("authoredOn", "occurrenceDateTime", "occurrencePeriod"), ordered=True),
        *_later(reports, ("effectiveDateTime", "effectivePeriod", "issued")),
        *_later(procedures, ("performedDateTime", "performedPeriod")),
    ]
    still = [one for one in found if not any(_settles(other, one) for other in later)]
    if not still:
        yield nothing("no finding to be looked at again without a later examination", read, follow_ups=len(found))
        return
    overdue = any(one.last < today for one in still)
    items = [_item(one, today) for one in still]
    closing = "No such examination is recorded since. Ask whether it was done elsewhere."
    yield listed("Follow-up of a finding not recorded", items, closing, read, "warning" if overdue else "info")


def _distinct(found: Iterator[FollowUp]) -> list[FollowUp]:
    """Return each finding once: what is copied forward counts from its first note, of an examination the newest wish counts."""
    kept: dict[str, FollowUp] = {}
    for one in found:  # newest first, so that the oldest of all copies stays
        kept[one.passage.copy_key] = one
    wishes: dict[tuple[str, str], FollowUp] = {}
    for one in kept.values():
        wishes.setdefault((one.examination, one.finding.words.lower()), one)
    return list(wishes.values())


def _later(found: Found[Resource], elements: Sequence[str], *, ordered: bool = False) -> Iterator[_Later]:
    for one in found:
        day = day_of(one, *elements)
        if day is None or str(one.get("status", "")) in _OFF:
            continue
        words = " | ".join(
            (*wordings(one.get("code")), *wordings(one.get("orderDetail")), *wordings(one.get("category")))
        )
        yield _Later(day, examinations_in(words) if words else None, ordered)


def _settles(later: _Later, wanted: FollowUp) -> bool:
    """Whether this may be the follow-up: the day of the note counts for an order, not for the examination that found it."""
    day = wanted.passage.note.day
    if day is None or later.day < day or (later.day == day and not later.ordered):
        return False
    if later.examinations is None or wanted.examination in later.examinations:
        return True
    return bool(later.examinations) and (wanted.examination == "imaging" or "imaging" in later.examinations)


def _item(one: FollowUp, today: date) -> Item:
    when = one.due.isoformat() if one.due == one.last else f"{one.due.isoformat()} to {one.last.isoformat()}"
    state = "overdue" if one.last < today else "due" if one.due <= today else "not due yet"
    working = {"examination": one.examination, "due": one.due.isoformat(), "last": one.last.isoformat(), "state": state}
    passages = (one.finding, one.passage) if one.finding.start != one.passage.start else (one.passage,)
    return Item(f"{one.finding.words.lower()}: {one.examination} {when}", f"({state})", passages, working)
