"""What stands on a list of the record: its wording, its codes, and whether it still holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chartside import Code, Found, Moment, Resource

_TAKEN_BACK = frozenset({"entered-in-error"})
_OVER = frozenset({"inactive", "resolved", "remission"})


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of a list of conditions or allergies; ``words`` are all wordings, in lower case."""

    fact: Resource
    words: tuple[str, ...]
    codes: tuple[Code, ...]
    clinical: str
    verification: str

    @property
    def name(self) -> str:
        """Return how the record words it, or its code."""
        return next(iter(self.words), "") or next((code.value for code in self.codes), "")

    @property
    def holds(self) -> bool:
        """Whether it is listed as being so now."""
        return self.clinical not in _OVER and self.verification != "refuted"

    @property
    def said(self) -> str:
        """Return all wordings as one text to look words up in."""
        return " | ".join(self.words)


def entries(found: Found[Resource]) -> tuple[Listed, ...]:
    """Return the entries of a list that were not taken back; what is over or refuted is an entry too: somebody looked at it."""
    read = (_entry(one) for one in found)
    return tuple(one for one in read if one.verification not in _TAKEN_BACK)


def _entry(fact: Resource) -> Listed:
    concepts = [fact.get("code"), *(s for r in objects(fact.get("reaction")) for s in objects(r.get("substance")))]
    words: dict[str, None] = {}
    codes: dict[Code, None] = {}
    for concept in concepts:
        for code in codings(concept):
            codes.setdefault(code)
        words.update(dict.fromkeys(wordings(concept)))
    return Listed(
        fact, tuple(words), tuple(codes), _word(fact.get("clinicalStatus")), _word(fact.get("verificationStatus"))
    )


def objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of an element that may be one, several, or something else."""
    for one in value if isinstance(value, list | tuple) else (value,):
        if isinstance(one, Mapping):
            yield one


def codings(concept: Any) -> tuple[Code, ...]:
    """Return the codes of a CodeableConcept."""
    return tuple(
        Code(str(one.get("system") or ""), str(one["code"]), str(one.get("display") or ""))
        for held in objects(concept)
        for one in objects(held.get("coding"))
        if one.get("code")
    )


def wordings(concept: Any) -> Iterator[str]:
    """Yield the text and the displays of a CodeableConcept, in lower case."""
    for held in objects(concept):
        said = [held.get("text"), *(one.get("display") for one in objects(held.get("coding")))]
        yield from (" ".join(one.lower().split()) for one in said if isinstance(one, str) and one.strip())


def day_of(fact: Resource, *elements: str) -> date | None:
    """Return the first day that one of these elements tells; a Period tells its start."""
    for name in elements:
        held = fact.get(name)
        text = held.get("start") if isinstance(held, Mapping) else held
        if isinstance(text, str):
            try:
                day = Moment.parse(text).day()
            except ValueError:
                continue
            if day is not None:
                return day
    return None


def _word(concept: Any) -> str:
    code = next(iter(codings(concept)), None)
    return code.value if code else concept if isinstance(concept, str) else ""
