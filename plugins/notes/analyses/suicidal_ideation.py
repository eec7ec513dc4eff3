"""Suicidal ideation that a recent note affirms: never one that is denied, past, another's or only imagined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Annotated

from chartside import Card, Found, Note, NotesRequest, Today, analysis, days
from chartside.analysis import Yield
from chartside.text import quoted
from plugins.notes.analyses.finder import Claim, Words, claims
from plugins.notes.analyses.knowledge_file import KnowledgeFile, knowledge
from plugins.notes.analyses.passage import Passage, originals
from plugins.notes.analyses.read_note import ReadNote, read_notes
from plugins.notes.analyses.reader import READER, Reader
from plugins.notes.analyses.template import is_template
from plugins.notes.analyses.wording import counted, nothing, unread

_KNOWN = knowledge("suicidal_ideation")
_SHOWN = 3


@analysis(
    "notes.suicidal_ideation",
    version="1.0.0",
    title="Suicidal ideation in a note",
    hooks=("patient-view", "encounter-discharge"),
    source=_KNOWN.sources,
    limits=_KNOWN.limits,
)
def suicidal_ideation(
    notes: Annotated[Found[Note], NotesRequest(back=days(30))],
    today: Today,
    reader: Annotated[Reader, READER],
    knowledge: Annotated[KnowledgeFile, _KNOWN.injected],
) -> Iterator[Yield]:
    """Say that the newest note to speak of suicidal ideation affirms it."""
    read = read_notes(notes, reader)
    word = unread(read)
    if word:
        yield word
        return
    recent = [note for note in read.notes if _recent(note, today, knowledge)]
    passages = tuple(originals(_affirmed(recent, knowledge)))
    if not passages:
        yield nothing("no suicidal ideation affirmed by the newest note that speaks of it", read)
        return
    lines = "\n".join(f"- {one.quote}" for one in passages[:_SHOWN])
    more = f"\n- and {len(passages) - _SHOWN} more" if len(passages) > _SHOWN else ""
    asked = "Ask the patient today, and follow your place's way of doing so. This finds words and weighs no risk."
    doubts = f"\n\n**Not read:** {quoted('; '.join(read.doubts), 200)}." if read.doubts else ""
    said = f"Suicidal ideation in a note of {passages[0].note.day}"
    card = Card(said, "warning", f"{lines}{more}\n\n{asked}{doubts}")
    card = card.because(*dict.fromkeys(one.note.note for one in passages))
    yield card.explain(evidence=[one.as_working() for one in passages], **counted(read))


def _recent(note: ReadNote, today: date, known: KnowledgeFile) -> bool:
    return note.day is not None and 0 <= (today - note.day).days <= int(known.content["recent_days"])


def _affirmed(notes: Sequence[ReadNote], known: KnowledgeFile) -> Iterator[Passage]:
    """Yield what the newest note that speaks of it affirms; a denial in it does not undo what it affirms elsewhere."""
    for note in notes:
        said = [one for one in claims(note, _words()) if _is_a_statement(one, known)]
        affirmed = [one.passage for one in said if _is_now(one, known)]
        yield from affirmed
        if said:
            return


def _is_a_statement(claim: Claim, known: KnowledgeFile) -> bool:
    passage = claim.passage
    return passage.section not in known.content["not_in"] and not is_template(passage.sentence, passage.section)


def _is_now(claim: Claim, known: KnowledgeFile) -> bool:
    if not claim.affirmed or claim.assertion.time != "current":
        return False
    return not re.search(known.content["never"], _clause(claim.passage), re.IGNORECASE)


def _clause(passage: Passage) -> str:
    """Return what of a sentence stands between the contrasts around the words: endorses SI, but denies a plan."""
    parts = re.split(r"(;|\bbut\b|\bhowever\b|, (?:denies|denied|no)\b)", passage.sentence, flags=re.IGNORECASE)
    at = 0
    for part in parts:
        if at <= passage.first - passage.start < at + len(part):
            return part
        at += len(part)
    return passage.sentence


@cache
def _words() -> Words:
    return Words(_KNOWN.content["phrases"])
