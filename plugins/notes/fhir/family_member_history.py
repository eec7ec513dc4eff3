"""Diseases of relatives that a note states, as FamilyMemberHistory resources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plugins.notes.family import Relative
from plugins.notes.fhir.source import Source, Stated, concept

_ROLES = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
_YEARS = {"unit": "a", "system": "http://unitsofmeasure.org", "code": "a"}


def family_histories(source: Source) -> Iterator[Stated]:
    """Yield a FamilyMemberHistory for each disease of a relative that is said to be so; ``partial``: nobody asked for the rest."""
    text = source.reading.text
    for one in source.reading.family:
        if one.entity.assertion.certainty != "present":
            continue
        mention = one.entity.mention
        words = text[one.start : one.end] if one.relation != "FAMMEMB" else "family member"
        condition: dict[str, Any] = {
            "code": concept(text[mention.start : mention.end], mention.system, mention.code, mention.name)
        }
        content = {
            "status": "partial",
            "patient": source.subject,
            **({"date": source.written} if source.written else {}),
            "relationship": concept(words, _ROLES, one.relation),
            "condition": [condition | _onset(one)],
        }
        spans = tuple(dict.fromkeys(((one.start, one.end), (mention.start, mention.end))))
        yield source.stated("FamilyMemberHistory", spans, content)


def _onset(one: Relative) -> dict[str, Any]:
    if one.age is not None:
        return {"onsetAge": {"value": one.age, **_YEARS}}
    if one.decade is not None:
        return {"onsetRange": {"low": {"value": one.decade, **_YEARS}, "high": {"value": one.decade + 9, **_YEARS}}}
    return {}
