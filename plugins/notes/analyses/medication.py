"""Medicines in the notes against those on the list: missing from it, stopped since, or taken otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated

from chartside import (
    Card,
    Code,
    EffectiveMedications,
    EffectiveMedicationsRequest,
    Entry,
    Found,
    Missing,
    Note,
    NotesRequest,
    Resource,
    ResourcesRequest,
    Today,
    analysis,
    days,
)
from chartside.analysis import Yield
from chartside.medicines import resolve
from plugins.notes.analyses.knowledge_file import KnowledgeFile, knowledge
from plugins.notes.analyses.medicine_claims import MedicineClaim, is_over, medicine_claims
from plugins.notes.analyses.medicine_list import ListedMedicine, ended, on_list
from plugins.notes.analyses.read_note import ReadNotes, read_notes
from plugins.notes.analyses.reader import READER, Reader
from plugins.notes.analyses.wording import SHOWN, Item, lacking, listed, nothing, unread

_KNOWN = knowledge("medication")


@analysis(
    "notes.medication",
    version="1.0.0",
    title="Medicines in notes and on the list",
    hooks=("patient-view", "encounter-discharge"),
    source=_KNOWN.sources,
    limits=_KNOWN.limits,
)
def medication(
    notes: Annotated[Found[Note], NotesRequest(back=days(365))],
    medications: Annotated[EffectiveMedications, EffectiveMedicationsRequest()],
    prescriptions: Annotated[Found[Resource], ResourcesRequest("MedicationRequest")],
    today: Today,
    reader: Annotated[Reader, READER],
    knowledge: Annotated[KnowledgeFile, _KNOWN.injected],
) -> Iterator[Yield]:
    """Say which medicines a note has and the list has not, which are listed and stopped in a note, and whose amount differs."""
    read = read_notes(notes, reader)
    open_still = lacking([("prescriptions", prescriptions.unknown), ("medications", _gap(medications))])
    held = on_list(medications, prescriptions)
    word = unread(read) or (None if held else open_still)
    if word:
        yield word
        return
    recent = [c for c in medicine_claims(read.notes, knowledge) if _recent(c, today, knowledge)]
    # What is on the list is there, whatever else may be; what is not could be in the part that nobody could read.
    absent = [] if open_still else [c for c in recent if _absent(c, held, prescriptions, today)]
    cards = [
        *_missing_card(absent, medications, read),
        *_stopped_card([(c, one) for c in recent if c.stopped for one in held if _stopped(c, one)], read),
        *_differing_card([(c, one) for c in recent if not c.stopped for one in _otherwise(c, held)], read),
    ]
    yield from cards
    if open_still:
        yield open_still
    elif not cards:
        yield nothing("no medicine that the list has not, or has otherwise", read, listed=len(held))


_Pairs = Sequence[tuple[MedicineClaim, ListedMedicine]]


def _missing_card(
    absent: Sequence[MedicineClaim], medications: EffectiveMedications, read: ReadNotes
) -> Iterator[Card]:
    if not absent:
        return
    items = [Item(c.shown, "", (c.passage,), {"amount": c.amount.said}) for c in absent]
    card = listed("In a note, not on the medication list", items, "Ask what the patient takes.", read)
    for claim in absent[:SHOWN]:
        card = card.suggest(f"Add {claim.shown} to the medication list, as stated").enter(_entry(claim))
    yield card.because(medications)


def _stopped_card(stopped: _Pairs, read: ReadNotes) -> Iterator[Card]:
    if stopped:
        items = [Item(one.fact.display or c.shown, "", (c.passage,), {"listed": one.fact.ref}) for c, one in stopped]
        card = listed("On the medication list, stopped in a note", items, "Review the list.", read, "warning")
        yield card.because(*(one.fact for _, one in stopped))


def _differing_card(otherwise: _Pairs, read: ReadNotes) -> Iterator[Card]:
    if otherwise:
        items = [_differing(c, one) for c, one in otherwise]
        card = listed("Amount differs between note and list", items, "Ask which is right.", read, "warning")
        yield card.because(*(one.fact for _, one in otherwise))


def _gap(medications: EffectiveMedications) -> Missing | None:
    """Return why the list is not known; that some of it is in words alone is no reason: words are compared too."""
    unknown = medications.unknown
    return None if unknown is not None and unknown.reason == "incomplete" and medications else unknown


def _recent(claim: MedicineClaim, today: date, known: KnowledgeFile) -> bool:
    day = claim.passage.note.day
    return day is not None and 0 <= (today - day).days <= int(known.content["recent_days"])


def _absent(claim: MedicineClaim, held: Sequence[ListedMedicine], prescriptions: Found[Resource], today: date) -> bool:
    day = claim.passage.note.day
    if claim.stopped or is_over(claim, today) or any(one.is_(claim.names) for one in held):
        return False
    # What ended after the note, or nobody knows when, may have been what the note speaks of.
    return all(end is not None and day is not None and end < day for end in ended(prescriptions, claim.names))


def _stopped(claim: MedicineClaim, one: ListedMedicine) -> bool:
    return one.is_(claim.names) and one.names == claim.names and not _newer(one, claim)


def _otherwise(claim: MedicineClaim, held: Sequence[ListedMedicine]) -> Iterator[ListedMedicine]:
    same = [one for one in held if one.names == claim.names]
    if len(same) == 1 and claim.amount.differs(same[0].amount) and not _newer(same[0], claim):
        yield same[0]


def _newer(one: ListedMedicine, claim: MedicineClaim) -> bool:
    """Whether the list was written after the note, or nobody knows: then it may say what the note led to."""
    day = claim.passage.note.day
    return one.since is None or day is None or one.since > day


def _differing(claim: MedicineClaim, one: ListedMedicine) -> Item:
    said = f"(note: {claim.amount.said}; list: {one.amount.said})"
    return Item(one.fact.display or claim.shown, said, (claim.passage,), {"listed": one.fact.ref, "said": said})


def _entry(claim: MedicineClaim) -> Entry:
    held = resolve((), claim.line.ingredient)
    code = held.ingredients[0] if len(held.names) == 1 and held.ingredients else Code("", claim.shown)
    note = f"Stated in a note ({claim.passage.note.named}), not confirmed: “{claim.passage.plain}”"
    return Entry(Code(code.system, code.value, claim.shown), "MedicationStatement", note)
