"""Whether a manifest's examples show both sides of each cut-off that it declares."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chartside.manifest.card import AnalysisCard

CUTOFF = re.compile(r"(<=|>=|<|>) ?(-?\d+(?:\.\d+)?)")
"""How a cut-off is written: one comparison with a number."""


def unshown(card: AnalysisCard) -> tuple[str, ...]:
    """Return, in words, the sides of its cut-offs that no example of an analysis lies on."""
    given = [example.facts for example in card.examples]
    return tuple(
        said for name, cutoffs in card.cutoffs.items() for cutoff in cutoffs for said in _sides(name, cutoff, given)
    )


def _sides(name: str, cutoff: str, given: list[Mapping[str, Any]]) -> Iterator[str]:
    match = CUTOFF.fullmatch(cutoff)
    if match is None:
        return
    limit = Decimal(match[2])
    # Values in another unit, and series, are no evidence here: their numbers are not the ones that are compared.
    values = [v for facts in given if f"{name}_unit" not in facts and (v := _number(facts.get(name))) is not None]
    itself_is_above = match[1] in (">=", "<")
    above = [v for v in values if v > limit or (itself_is_above and v == limit)]
    if not above:
        yield f"with {name} {'at or above' if itself_is_above else 'above'} {limit}"
    if len(above) == len(values):
        yield f"with {name} {'below' if itself_is_above else 'at or below'} {limit}"


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
