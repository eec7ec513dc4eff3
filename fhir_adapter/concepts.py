"""Read codes and words out of whatever JSON stands where FHIR says a certain type should."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from chartside.codes import Code
from fhir_adapter.systems import canonical

Json = Mapping[str, Any]

_EMPTY_WORDS = frozenset(
    {"finding", "disorder", "situation", "procedure", "with", "without", "from", "mass", "moles", "volume", "units"}
    # In which fluid something was measured is common to potassium and creatinine.
    | {"serum", "plasma", "blood", "urine", "level", "measurement", "result", "test"}
)


def codings(concept: Any) -> tuple[Code, ...]:
    """Return the codings of a CodeableConcept that have both a system and a code; a lone Coding is taken for one."""
    if not isinstance(concept, Mapping):
        return ()
    listed = concept.get("coding", [concept])
    return tuple(dict.fromkeys(_codings(listed))) if isinstance(listed, list) else ()


def _codings(listed: list[Any]) -> Iterator[Code]:
    for one in listed:
        if isinstance(one, Mapping):
            system, value = one.get("system"), one.get("code")
            if isinstance(system, str) and isinstance(value, str) and system and value:
                yield Code(canonical(system), value, word(one.get("display")))


def words(concept: Any) -> frozenset[str]:
    """Return the bare codes of a status: a string, a Coding, or a CodeableConcept (earlier and later releases differ here)."""
    if isinstance(concept, str):
        return frozenset({concept})
    if not isinstance(concept, Mapping):
        return frozenset()
    listed = concept.get("coding", [concept])
    return frozenset(
        c["code"]
        for c in (listed if isinstance(listed, list) else ())
        if isinstance(c, Mapping) and isinstance(c.get("code"), str)
    )


def text(concept: Any) -> str:
    """Return how the record itself words a concept: its text, else the first display."""
    if not isinstance(concept, Mapping):
        return ""
    return word(concept.get("text")) or next((c.display for c in codings(concept) if c.display), "")


def word(value: Any) -> str:
    """Return a string, or an empty one for anything else."""
    return value if isinstance(value, str) else ""


def objects(value: Any) -> list[Json]:
    """Return the objects of an array, and a lone object as an array of one; anything else is left out."""
    if isinstance(value, Mapping):
        return [value]
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list | tuple) else []


@lru_cache(maxsize=4096)
def disagree(display: str, *ours: str) -> bool:
    """Whether a display visibly speaks of something else: no word in common with ours, and neither abbreviates the other."""
    theirs = _significant(display)
    known = [phrase for phrase in ours if _significant(phrase)]
    if not theirs or not known:
        return False
    return not any(theirs & _significant(p) or _abbreviates(p, display) or _abbreviates(display, p) for p in known)


def _significant(phrase: str) -> frozenset[str]:
    # By their beginnings, because laboratories shorten: Creat is Creatinine.
    return frozenset(w[:4] for w in re.findall(r"[a-z]{4,}", phrase.lower()) if w not in _EMPTY_WORDS)


def _abbreviates(short: str, long: str) -> bool:
    initials = "".join(word[0] for word in re.findall(r"[a-z]+", long.lower()))
    return any(acronym.lower() in initials for acronym in re.findall(r"[A-Z]{3,}", short))
