"""Make one token of words that say nothing of a dose and whose numbers must not be read: a second name, what was dispensed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from plugins.notes.medication.drug import Drug
from plugins.notes.medication.token import Token

ALIAS = "<alias>"
DISPENSED = "<dispensed>"
ITEM = "<item>"
VEHICLE = "<vehicle>"
FOLDED = frozenset({ALIAS, DISPENSED, ITEM, VEHICLE})


class Fold(NamedTuple):
    """The words at ``text[start:end]`` and what they are, one of FOLDED."""

    start: int
    end: int
    norm: str


def apart(folds: Iterable[Fold], drugs: Sequence[Drug]) -> list[Fold]:
    """Return folds in their order, the first of those that overlap; none that is the end of a name, as in Tylenol #3."""
    found: list[Fold] = []
    for one in sorted(folds):
        if any(drug.name_start < one.start < drug.name_end for drug in drugs):
            continue
        if not found or one.start >= found[-1].end:
            found.append(one)
    return found


def folded(tokens: Sequence[Token], folds: Sequence[Fold]) -> list[Token]:
    """Return the tokens with one for each fold in place of those within it."""
    found: list[Token] = []
    rest = list(folds)
    for token in tokens:
        while rest and rest[0].end <= token.start:
            rest.pop(0)
        fold = rest[0] if rest and token.end > rest[0].start else None
        if fold is None:
            found.append(token)
        elif not found or found[-1].norm != fold.norm or found[-1].start != fold.start:
            found.append(Token("mark", fold.start, fold.end, fold.norm))
    return found


def outside(drugs: Sequence[Drug], folds: Sequence[Fold]) -> list[Drug]:
    """Return the medicines that no fold holds."""
    return [drug for drug in drugs if not any(f.start <= drug.name_start < f.end for f in folds)]


def with_aliases(drugs: Sequence[Drug], folds: Sequence[Fold]) -> list[Drug]:
    """Return the medicines, each with where its other names stand."""
    found: list[Drug] = []
    for k, drug in enumerate(drugs):
        end = drugs[k + 1].name_start if k + 1 < len(drugs) else None
        own = [f for f in folds if f.norm == ALIAS and f.start > drug.name_start and (end is None or f.end <= end)]
        found.append(replace(drug, aliases=tuple((f.start, f.end) for f in own)))
    return found
