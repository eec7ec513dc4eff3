"""Codes of the record as features of a model: where a stay ends, and what it was for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def destination(codes: Iterable[str], terms: Mapping[str, Any]) -> str | None:
    """Return where a stay ends, by codes of HL7 or NUBC; ``excluded`` for death or hospice, None where none is known or two disagree."""
    places = {**terms["destinations"], "excluded": terms["excluded_destinations"]}
    return _only(name for code in codes for name, place in places.items() if code in (*place["hl7"], *place["nubc"]))


def diagnosis(codes: Iterable[str], terms: Mapping[str, Any]) -> str | None:
    """Return the group of an ICD-10-CM code by its longest known beginning; None for no code, or for groups that disagree."""
    return _only(group for code in codes if (group := _group(code, terms)) is not None)


def _group(code: str, terms: Mapping[str, Any]) -> str | None:
    if not (len(code) > 2 and code[0].isalpha() and code[0].isupper() and code[1].isdigit()):  # noqa: PLR2004 - the shape of ICD-10
        return None
    starts = [
        (len(s), name) for name, group in terms["diagnoses"].items() for s in group["icd10cm"] if code.startswith(s)
    ]
    return max(starts)[1] if starts else None


def _only(found: Iterable[str]) -> str | None:
    different = set(found)
    return different.pop() if len(different) == 1 else None
