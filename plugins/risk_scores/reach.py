"""How far a score can still go where inputs are not known: the least and the most over all that they could be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from itertools import product
from math import prod

from plugins.risk_scores.item import Item, points_of
from plugins.risk_scores.values import Known, Value

MOST = 32
"""So many combinations are tried; beyond, points are bounded item by item, and of a formula the whole scale is left."""
Range = tuple[Decimal, Decimal]
Choices = Mapping[str, Sequence[Value]]
"""By the name of an input that is not known: what it could be."""


def tried(headline: Callable[[Known], Decimal], known: Known, choices: Choices) -> Range | None:
    """Return the least and the most over all combinations, or None where there are too many to try."""
    if prod(len(one) for one in choices.values()) > MOST:
        return None
    reached = [
        headline({**known, **dict(zip(choices, combination, strict=True))})
        for combination in product(*choices.values())
    ]
    return min(reached), max(reached)


def of_items(items: Sequence[Item], known: Known, choices: Choices) -> Range:
    """Return the fewest and the most points; items that share an input that is not known are tried together."""
    low = high = Decimal(0)
    for group, names in _groups(items, frozenset(choices)):
        own = {name: choices[name] for name in names}
        at_least, at_most = tried(partial(points_of, group), known, own) or _apart(group, known, choices)
        low, high = low + at_least, high + at_most
    return low, high


def _apart(items: Iterable[Item], known: Known, choices: Choices) -> Range:
    """Return bounds that may be a little too wide: each item by itself."""
    low = high = Decimal(0)
    for item in items:
        own = {name: choices[name] for name in choices if name in item.reads}
        at_least, at_most = tried(partial(points_of, [item]), known, own) or _extremes(item)
        low, high = low + at_least, high + at_most
    return low, high


def _extremes(item: Item) -> Range:
    points = [item.otherwise, *(p for _, p in item.bands), *([Decimal(0)] if item.when else [])]
    return min(points), max(points)


def _groups(items: Sequence[Item], missing: frozenset[str]) -> Iterator[tuple[list[Item], list[str]]]:
    """Yield the items in groups that share no missing input, each with the missing inputs it reads."""
    left = list(items)
    while left:
        group, names = [left.pop(0)], set[str]()
        grown = True
        while grown:
            names = {name for item in group for name in item.reads & missing}
            joined = [item for item in left if item.reads & names]
            left = [item for item in left if item not in joined]
            group += joined
            grown = bool(joined)
        yield group, sorted(names)
