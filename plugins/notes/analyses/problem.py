"""A chronic problem that the notes state and the problem list lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from chartside import Entry, Found, Note, NotesRequest, Resource, ResourcesRequest, analysis, days
from chartside.analysis import Yield
from plugins.notes.analyses.chronic_problem import ChronicProblem, chronic_problems
from plugins.notes.analyses.finder import Claim, claims
from plugins.notes.analyses.knowledge_file import KnowledgeFile, knowledge
from plugins.notes.analyses.listed import Listed, entries
from plugins.notes.analyses.passage import Passage, originals
from plugins.notes.analyses.read_note import ReadNote, read_notes
from plugins.notes.analyses.reader import READER, Reader
from plugins.notes.analyses.template import is_template
from plugins.notes.analyses.wording import SHOWN, Item, lacking, listed, nothing, unread

_KNOWN = knowledge("problem")
_TWICE = 2


@analysis(
    "notes.problem",
    version="1.0.0",
    title="Chronic problems in notes and not on the list",
    hooks=("patient-view", "encounter-discharge"),
    source=_KNOWN.sources,
    limits=_KNOWN.limits,
)
def problem(
    notes: Annotated[Found[Note], NotesRequest(back=days(730))],
    problems: Annotated[Found[Resource], ResourcesRequest("Condition")],
    reader: Annotated[Reader, READER],
    knowledge: Annotated[KnowledgeFile, _KNOWN.injected],
) -> Iterator[Yield]:
    """Say which chronic problems are affirmed twice, or in an assessment, and are not on the list."""
    read = read_notes(notes, reader)
    word = unread(read) or lacking([("problems", problems.unknown)])
    if word:
        yield word
        return
    found = list(_missing(read.notes, entries(problems), knowledge))
    if not found:
        yield nothing("no chronic problem that the list does not have", read, listed=len(problems))
        return
    items = [Item(one.display, "", passages, {"problem": one.key}) for one, passages in found]
    closing = "Add what is right; what is added is marked unconfirmed."
    card = listed("In the notes, not on the problem list", items, closing, read)
    for one, passages in found[:SHOWN]:
        note = f"Stated in a note ({passages[0].note.named}), not confirmed: “{passages[0].plain}”"
        card = card.suggest(f"Add {one.display} to the problem list, unconfirmed")
        card = card.enter(Entry(one.code, "Condition", note))
    yield card.because(problems)


def _missing(
    notes: Sequence[ReadNote], on_list: Sequence[Listed], known: KnowledgeFile
) -> Iterator[tuple[ChronicProblem, tuple[Passage, ...]]]:
    table = chronic_problems()
    told: set[str] = set()
    # The most telling of a family first: the type of a diabetes before diabetes.
    for key, passages in _affirmed(notes, known).items():
        one = table.rows[key]
        if one.family in told or table.listed(one, on_list):
            continue
        told.add(one.family)
        yield one, passages


def _affirmed(notes: Sequence[ReadNote], known: KnowledgeFile) -> Mapping[str, tuple[Passage, ...]]:
    """Return what is affirmed twice or in an assessment; a family that the newest note to speak of it denies is left out."""
    table = chronic_problems()
    said: dict[str, list[Claim]] = {}
    denied: set[str] = set()
    for note in notes:
        here = [one for one in claims(note, table.words) if _counts(one, known)]
        now_denied = {table.rows[c.key].family for c in here if c.denied}
        for one in here:
            family = table.rows[one.key].family
            if one.affirmed and family not in denied and family not in now_denied:
                said.setdefault(one.key, []).append(one)
        denied |= now_denied - {table.rows[key].family for key in said}
    found: dict[str, tuple[Passage, ...]] = {}
    for key in table.rows:
        kin = [c for k, some in said.items() if table.rows[k].family == table.rows[key].family for c in some]
        passages = tuple(originals(c.passage for c in sorted(kin, key=lambda c: c.passage.note.order)))
        assessed = any(passage.section in known.content["assessment"] for passage in passages)
        if key in said and (assessed or len(passages) >= _TWICE):
            found[key] = passages
    return found


def _counts(claim: Claim, known: KnowledgeFile) -> bool:
    """Whether a claim says anything of a chronic problem: not of a form, of a reason for a test, or of what is over."""
    table = known.content
    passage = claim.passage
    if passage.section in table["not_in"] or is_template(passage.sentence, passage.section):
        return False
    if claim.rules & set(table["over"]) or claim.assertion.subject not in ("patient", None):
        return False
    row = chronic_problems().rows[claim.key]
    if chronic_problems().is_other(row, passage.note.text[passage.start : passage.first]):
        return False
    behind = passage.note.text[passage.last : passage.end]
    if re.search(table["followed"], behind, re.IGNORECASE) or re.search(table["procedure"], passage.sentence):
        return False
    return claim.denied or not re.search(table["over_words"], _clause(passage), re.IGNORECASE)


def _clause(passage: Passage) -> str:
    """Return the part of a sentence between stops in which a phrase stands."""
    text = passage.note.text
    start = max(text.rfind(mark, passage.start, passage.first) for mark in (";", ",", "\n", ":", "- "))
    ends = [at for mark in (";", "\n", ".", ", ") if (at := text.find(mark, passage.last, passage.end)) >= 0]
    return text[max(start + 1, passage.start) : min(ends, default=passage.end)]
