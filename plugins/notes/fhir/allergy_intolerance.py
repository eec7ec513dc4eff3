"""Allergies that a note states of the patient, as AllergyIntolerance resources."""

from __future__ import annotations

from collections.abc import Iterator

from chartside import Note
from plugins.notes.analyses.allergy_claims import AllergyClaim, allergy_claims
from plugins.notes.analyses.read_note import ReadNote
from plugins.notes.fhir.source import Source, Stated, concept, state


def allergies(source: Source) -> Iterator[Stated]:
    """Yield an AllergyIntolerance for each substance that the patient is said to react to."""
    note = ReadNote(Note(source.reading.text, ref=source.note), source.reading, 0)
    named: dict[frozenset[str], list[AllergyClaim]] = {}
    for claim in allergy_claims([note]):
        if claim.reacts:
            named.setdefault(claim.substance.keys, []).append(claim)
    for claims in named.values():
        code, first = claims[0].substance.code, claims[0].passage
        content = {
            "clinicalStatus": state("allergyintolerance-clinical", "active"),
            "verificationStatus": state("allergyintolerance-verification", "unconfirmed"),
            "code": concept(first.words, code.system, code.value if code.system else "", code.display),
            "patient": source.subject,
            **({"recordedDate": source.written} if source.written else {}),
        }
        yield source.stated("AllergyIntolerance", tuple((c.passage.first, c.passage.last) for c in claims), content)
