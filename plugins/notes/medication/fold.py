"""Make one token of words that say nothing of a dose and whose numbers must not be read: a second name, what was dispensed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
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
    starts = [drug.name_start for drug in drugs]
    for one in sorted(folds):
        k = bisect_left(starts, one.start) - 1
        if k >= 0 and one.start < drugs[k].name_end:
            continue
        if not found or one.start >= found[-1].end:
            found.append(one)
    return found


def folded(tokens: Sequence[Token], folds: Sequence[Fold]) -> list[Token]:
    """Return the tokens with one for each fold in place of those within it."""
    found: list[Token] = []
    k = 0
    for token in tokens:
        while k < len(folds) and folds[k].end <= token.start:
            k += 1
        fold = folds[k] if k < len(folds) and token.end > folds[k].start else None
        if fold is None:
            found.append(token)
        elif not found or found[-1].norm != fold.norm or found[-1].start != fold.start:
            found.append(Token("mark", fold.start, fold.end, fold.norm))
    return found


def outside(drugs: Sequence[Drug], folds: Sequence[Fold]) -> list[Drug]:
    """Return the medicines that no fold holds, each with where its other names stand."""
    starts = [fold.start for fold in folds]
    found: list[Drug] = []
    for drug in drugs:
        k = bisect_right(starts, drug.name_start) - 1
        if k < 0 or drug.name_start >= folds[k].end:
            found.append(drug)
        elif found and folds[k].norm == ALIAS:
            found[-1] = replace(found[-1], aliases=(*found[-1].aliases, (folds[k].start, folds[k].end)))
    return found
