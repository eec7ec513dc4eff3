"""Resolve a medicine, however a record names it, to the ingredients it holds: exactly, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from chartside.codes import Code
from chartside.medicines.grammar import Names
from chartside.medicines.tables import Tables, tables

Step = Literal["ingredient", "product", "medication", "name", "atc", ""]


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a medicine holds, and what told; false where it was not resolved.

    ``ingredients`` are codes, each base before a salt that tables list by itself; ``names`` are the same in words. ``disagrees`` says
    that the record's wording, or another of its codes, names something else: the first step that told decided, and somebody should look.
    """

    ingredients: tuple[Code, ...] = ()
    by: Step = ""
    disagrees: bool = False
    names: Names = ()

    def __bool__(self) -> bool:
        return bool(self.ingredients)


NOT_RESOLVED = Resolution()


def resolve(
    codings: Sequence[Code], display: str = "", medication_ingredients: Iterable[Resolution] = ()
) -> Resolution:
    """Return what a medicine holds, by the first of these that tells: RxNorm code, ``Medication.ingredient``, name, ATC code.

    Every ingredient or none: a combination is told whole. Several codes, or several names, are taken together. Case and spacing do not
    matter, and nothing is guessed at.
    """
    wordings = tuple(dict.fromkeys(word for word in (display, *(code.display for code in codings)) if word))
    return _resolved(tuple(codings), wordings, tuple(medication_ingredients))


@lru_cache(maxsize=4096)
def _resolved(codings: tuple[Code, ...], wordings: tuple[str, ...], parts: tuple[Resolution, ...]) -> Resolution:
    known = tables()
    classed = [known.atc[code] for code in codings if code in known.atc]
    for step, told in _steps(known, codings, wordings, parts, classed):
        if told:
            names = _together(told)
            codes = _codes(known, names)
            apart = any(set(one).isdisjoint(names) for one in classed) or any(
                set(one).isdisjoint(told[0]) for one in told
            )
            return Resolution(codes, step, apart or _worded_otherwise(known, codes, wordings), names)
    return NOT_RESOLVED


def _steps(
    known: Tables,
    codings: tuple[Code, ...],
    wordings: tuple[str, ...],
    parts: tuple[Resolution, ...],
    classed: list[Names],
) -> Iterator[tuple[Step, list[Names]]]:
    ingredients = [known.by_code[code] for code in codings if code in known.by_code]
    products = [known.products[code] for code in codings if code in known.products]
    # Together, so that a code of one ingredient beside that of its combination does not hide the rest.
    yield ("ingredient" if ingredients else "product"), ingredients + products
    yield "medication", [_together(part.names for part in parts)] if parts and all(parts) else []
    yield "name", [names for wording in wordings if (names := known.grammar.parse(wording))]
    yield "atc", classed


def _codes(known: Tables, names: Iterable[str]) -> tuple[Code, ...]:
    return tuple(dict.fromkeys(code for name in names for code in known.ingredients[name].codes))


def _worded_otherwise(known: Tables, codes: tuple[Code, ...], wordings: tuple[str, ...]) -> bool:
    """Whether a wording names ingredients that we know, and none of these."""
    said = (known.grammar.mentioned(wording) for wording in wordings)
    return any(names and set(codes).isdisjoint(_codes(known, names)) for names in said)


def _together(several: Iterable[Names]) -> Names:
    return tuple(dict.fromkeys(name for names in several for name in names))
