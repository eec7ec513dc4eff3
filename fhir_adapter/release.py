"""Name the FHIR release whose shape a resource has, so that R5 and STU3 are called by their name and not called broken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from fhir_adapter.concepts import Json

Release = Literal["R4", "STU3", "R5"]


# A whole resource that was given to a plugin is frozen: its objects are mappings, its arrays tuples.
_FROZEN: Mapping[type, tuple[type, ...]] = {dict: (Mapping,), list: (list, tuple)}


def _is(kind: type) -> Callable[[Any], bool]:
    kinds = _FROZEN.get(kind, (kind,))
    return lambda value: isinstance(value, kinds)


# Elements, with a test of their value, that R4 does not have in this form.
_SIGNS: Mapping[str, tuple[tuple[str, Callable[[Any], bool], Release], ...]] = {
    "AllergyIntolerance": (("clinicalStatus", _is(str), "STU3"), ("assertedDate", _is(str), "STU3")),
    "Condition": (
        ("clinicalStatus", _is(str), "STU3"),
        ("assertedDate", _is(str), "STU3"),
        ("participant", _is(list), "R5"),
    ),
    "Consent": (("except", _is(list), "STU3"), ("decision", _is(str), "R5"), ("provision", _is(list), "R5")),
    "DocumentReference": (("indexed", _is(str), "STU3"), ("context", _is(list), "R5"), ("modality", _is(list), "R5")),
    "Encounter": (
        ("class", _is(list), "R5"),
        ("actualPeriod", _is(dict), "R5"),
        ("incomingReferral", _is(list), "STU3"),
    ),
    "FamilyMemberHistory": (
        ("gender", _is(str), "STU3"),
        ("notDone", _is(bool), "STU3"),
        ("participant", _is(list), "R5"),
    ),
    "Immunization": (
        ("notGiven", _is(bool), "STU3"),
        ("date", _is(str), "STU3"),
        ("informationSource", _is(dict), "R5"),
    ),
    "MedicationRequest": (
        ("medication", _is(dict), "R5"),
        ("definition", _is(list), "STU3"),
        ("context", _is(dict), "STU3"),
    ),
    "MedicationStatement": (("medication", _is(dict), "R5"), ("taken", _is(str), "STU3")),
    "Observation": (("related", _is(list), "STU3"), ("comment", _is(str), "STU3"), ("triggeredBy", _is(list), "R5")),
    "Procedure": (
        ("notDone", _is(bool), "STU3"),
        ("context", _is(dict), "STU3"),
        ("occurrenceDateTime", _is(str), "R5"),
        ("occurrencePeriod", _is(dict), "R5"),
    ),
}


def release(kind: str, content: Json) -> Release:
    """Return the release whose shape this is; R4 where nothing says otherwise."""
    for element, holds, name in _SIGNS.get(kind, ()):
        if holds(content.get(element)):
            return name
    return "R4"
