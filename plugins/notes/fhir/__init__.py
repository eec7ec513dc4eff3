"""What was read in a note as FHIR R4 resources, unconfirmed, each with the Provenance that names the note and the words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from plugins.notes.fhir.allergy_intolerance import allergies
from plugins.notes.fhir.condition import conditions
from plugins.notes.fhir.family_member_history import family_histories
from plugins.notes.fhir.medication_statement import medication_statements
from plugins.notes.fhir.observation import observations
from plugins.notes.fhir.provenance import provenance
from plugins.notes.fhir.source import Source
from plugins.notes.reading import Reading

__all__ = ["fhir"]


def fhir(reading: Reading, note: str, patient: str, *, recorded: datetime, written: str = "") -> list[dict[str, Any]]:
    """Return Condition, MedicationStatement, AllergyIntolerance, FamilyMemberHistory and Observation, and a Provenance for each.

    ``note`` and ``patient`` are references such as ``DocumentReference/1``; ``written`` is the note's date in FHIR, where it is known;
    ``recorded``, aware, is when this is done. What the note denies, only imagines, or says of anybody else gives nothing, but for
    relatives. The same note gives the same ids.
    """
    source = Source(reading, note, patient, written)
    return list(_resources(source, recorded))


def _resources(source: Source, recorded: datetime) -> Iterator[dict[str, Any]]:
    kinds = (conditions, medication_statements, allergies, family_histories, observations)
    for stated in (one for kind in kinds for one in kind(source)):
        yield stated.resource
        yield provenance(stated, source, recorded)
