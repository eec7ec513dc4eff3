"""Tell whether a resource that does not refer to the patient by an id is about somebody else all the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fhir_adapter.concepts import objects, word
from fhir_adapter.entry import UNREADABLE, Entry
from fhir_adapter.references import Target, identified

# What one person has once; a contained Patient that differs in it is another. Names are written in too many ways to say so.
_ONCE = ("birthDate", "gender")
_UNTOLD = frozenset({"", "other", "unknown"})


def another(subject: Any, target: Target, patient: Entry | None) -> bool:
    """Whether a subject that leads to no id is certainly not this patient; False where nobody can tell."""
    if target.content is not None and target.kind != "Patient":
        return True
    try:
        own = patient.content if patient is not None else None
    except UNREADABLE:
        own = None
    if own is None:
        return False
    stated = [identified(subject)] if target.content is None else _pairs(target.content)
    theirs = [pair for pair in stated if pair is not None]
    mine = _pairs(own)
    if any(pair in mine for pair in theirs):
        return False
    if any(system and system == known for system, _ in theirs for known, _ in mine):
        return True
    return target.content is not None and any(_differ(name, target.content, own) for name in _ONCE)


def _pairs(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    listed = objects(content.get("identifier"))
    return [(word(one.get("system")), word(one.get("value"))) for one in listed if word(one.get("value"))]


def _differ(name: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    stated = word(one.get(name)), word(other.get(name))
    if name == "birthDate":
        # A year agrees with every day in it.
        shared = min(map(len, stated))
        return shared > 0 and stated[0][:shared] != stated[1][:shared]
    return not _UNTOLD & {*stated} and stated[0] != stated[1]
