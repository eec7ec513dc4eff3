"""How an input or an output was distributed where a model was made: what drift is measured against."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

BINS = 10
"""Of numbers: as many bins of equal counts as there are different values for, ten at the most."""
PERCENTILES = 101
_PLACES = 6


def describe(values: Iterable[float | Decimal | str]) -> dict[str, Any]:
    """Return one entry of an evaluation's ``reference``, of numbers or of words; the same values in any order give the same entry.

    Yes and no are the words ``yes`` and ``no``.

    Numbers: ``{"kind": "number", "count", "edges": inner edges of the bins, rising, "shares": of each bin, "quantiles": 101 of them}``; a
    value belongs to the bin above the last edge that it reaches. Words: ``{"kind": "word", "count", "shares": {word: share}}``. Raises
    ValueError for no value, and for words among numbers.
    """
    found = [("yes" if one else "no") if isinstance(one, bool) else one for one in values]
    if not found:
        raise ValueError("reference: there is no value to describe")
    words = [isinstance(one, str) for one in found]
    if any(words):
        if not all(words):
            raise ValueError("reference: some values are words and some are numbers; describe one kind")
        counts = Counter(map(str, found))
        return {
            "kind": "word",
            "count": len(found),
            "shares": {word: round(counts[word] / len(found), _PLACES) for word in sorted(counts)},
        }
    numbers = sorted(float(one) for one in found)
    quantiles = [_quantile(numbers, i / (PERCENTILES - 1)) for i in range(PERCENTILES)]
    edges = _edges(numbers)
    counted = Counter(binned(one, edges) for one in numbers)
    return {
        "kind": "number",
        "count": len(numbers),
        "edges": edges,
        "shares": [round(counted[i] / len(numbers), _PLACES) for i in range(len(edges) + 1)],
        "quantiles": [round(q, _PLACES) for q in quantiles],
    }


def binned(value: float, edges: Sequence[float]) -> int:
    """Return the number of the bin that a value belongs to, from 0."""
    return bisect_right(edges, value)


def _edges(numbers: Sequence[float]) -> list[float]:
    """Return edges between bins of about equal counts: values that are there, so that many equal ones are not cut apart."""
    wanted = (numbers[len(numbers) * i // BINS] for i in range(1, BINS))
    return sorted({round(edge, _PLACES) for edge in wanted if edge > numbers[0]})


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
