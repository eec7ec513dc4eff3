"""Allergies in the notes that the list lacks, and listed ones that a note refutes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from chartside import Entry, Found, Note, NotesRequest, Resource, ResourcesRequest, analysis, days
from chartside.analysis import Yield
from plugins.notes.analyses.allergy_claims import AllergyClaim, allergy_claims
from plugins.notes.analyses.knowledge_file import KnowledgeFile, knowledge
from plugins.notes.analyses.listed import Listed, entries
from plugins.notes.analyses.passage import originals
from plugins.notes.analyses.read_note import read_notes
from plugins.notes.analyses.reader import READER, Reader
from plugins.notes.analyses.substance import substances
from plugins.notes.analyses.wording import SHOWN, Item, lacking, listed, nothing, unread

_KNOWN = knowledge("allergy")


@analysis(
    "notes.allergy",
    version="1.0.0",
    title="Allergies in notes and on the list",
    hooks=("patient-view", "encounter-discharge"),
    source=_KNOWN.sources,
    limits=_KNOWN.limits,
)
def allergy(
    notes: Annotated[Found[Note], NotesRequest(back=days(1825))],
    allergies: Annotated[Found[Resource], ResourcesRequest("AllergyIntolerance")],
    reader: Annotated[Reader, READER],
    knowledge: Annotated[KnowledgeFile, _KNOWN.injected],
) -> Iterator[Yield]:
    """Say which allergies a note states and the list lacks, and which listed one a note says is none."""
    read = read_notes(notes, reader)
    word = unread(read) or lacking([("allergies", allergies.unknown)])
    if word:
        yield word
        return
    on_list = entries(allergies)
    claims = list(allergy_claims(read.notes))
    lacks = list(_lacking(claims, on_list))
    refuted = list(_refuted(claims, on_list))
    if lacks:
        card = listed("In the notes, not on the allergy list", [item for item, _ in lacks], _ASK, read)
        for item, entry in lacks[:SHOWN]:
            card = card.suggest(f"Add {item.name} to the allergy list, unconfirmed").enter(entry)
        yield card.because(allergies).explain(knowledge=knowledge.version)
    if refuted:
        card = listed("On the allergy list, refuted in a note", [item for item, _ in refuted], _REVIEW, read)
        yield card.because(*(entry.fact for _, entry in refuted)).explain(knowledge=knowledge.version)
    if not lacks and not refuted:
        yield nothing("no allergy that the list does not have", read, listed=len(on_list))


_ASK = "Ask the patient. What is added is marked unconfirmed."
_REVIEW = "Review it with the patient; nothing is taken off the list by this."


def _lacking(claims: Sequence[AllergyClaim], on_list: Sequence[Listed]) -> Iterator[tuple[Item, Entry]]:
    known = substances()
    held = [known.on_list(entry) for entry in on_list]
    told: set[frozenset[str]] = set()
    for claim in claims:
        keys = claim.substance.keys
        words = claim.passage.words.lower()
        if not claim.reacts or keys in told or any(known.covers(one, keys) for one in held):
            continue
        if any(words in entry.said for entry in on_list):
            continue
        told.add(keys)
        passages = tuple(originals(c.passage for c in claims if c.reacts and c.substance.keys == keys))
        name = claim.substance.code.display
        note = f"Stated in a note ({passages[0].note.named}), not confirmed: “{passages[0].plain}”"
        item = Item(name, "", passages, {"substance": sorted(keys)})
        yield item, Entry(claim.substance.code, "AllergyIntolerance", note)


def _refuted(claims: Sequence[AllergyClaim], on_list: Sequence[Listed]) -> Iterator[tuple[Item, Listed]]:
    known = substances()
    for entry in on_list:
        keys = known.on_list(entry)
        if not entry.holds:
            continue
        against = [c for c in claims if not c.reacts and known.covers(keys, c.substance.keys)]
        if against:
            passages = tuple(originals(c.passage for c in against))
            yield Item(entry.name, "", passages, {"listed": entry.fact.ref}), entry
