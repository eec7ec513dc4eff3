"""The Kolmogorov-Smirnov test of values against the percentiles that a reference keeps, and many such tests at once."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

TERMS = 100
PLACES = 6
"""To what a reference rounds its quantiles: values are rounded alike, or equal ones would lie on two sides of one."""


def distance(values: Sequence[float], quantiles: Sequence[float]) -> float:
    """Return the largest distance between the distribution of values and the one with these evenly spaced quantiles.

    The reference rises in a straight line between two quantiles and jumps where several are equal, so the distance is known to within
    one step of the quantiles: 0.01 for percentiles.
    """
    ordered = sorted(round(value, PLACES) for value in values)
    n = len(ordered)
    furthest = 0.0
    # Between two of these points one distribution stands still and the other only rises: the largest distance lies at an end.
    for point in {*ordered, *quantiles}:
        low, high = _shares(point, quantiles)
        furthest = max(
            furthest, abs(bisect_left(ordered, point) / n - low), abs(bisect_right(ordered, point) / n - high)
        )
    return furthest


def p_value(furthest: float, n: int, m: int) -> float:
    """Return how likely so large a distance is between n and m values of one distribution: the asymptotic series.

    Where values are equal, as whole numbers often are, it is larger than it had to be.
    """
    scaled = furthest * math.sqrt(n * m / (n + m))
    if scaled < 0.2:  # noqa: PLR2004 - the series needs many terms there, and the answer is 1 to twelve digits
        return 1.0
    series = (2 * (-1) ** (k - 1) * math.exp(-2 * (k * scaled) ** 2) for k in range(1, TERMS + 1))
    return min(1.0, max(0.0, math.fsum(series)))


def adjusted(p_values: Sequence[float]) -> list[float]:
    """Return p-values after Benjamini and Hochberg: of those called changed below a level, so large a share at most is wrong."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i], reverse=True)
    found, least = [0.0] * len(p_values), 1.0
    for rank, i in zip(range(len(p_values), 0, -1), order, strict=True):
        least = min(least, p_values[i] * len(p_values) / rank)
        found[i] = least
    return found


def _shares(point: float, quantiles: Sequence[float]) -> tuple[float, float]:
    """Return the reference's share below a point, and the share up to and with it."""
    steps = len(quantiles) - 1
    left, right = bisect_left(quantiles, point), bisect_right(quantiles, point)
    if left == right:  # between two quantiles, or outside of all
        if left in (0, len(quantiles)):
            return (0.0, 0.0) if left == 0 else (1.0, 1.0)
        before, after = quantiles[left - 1], quantiles[left]
        between = (left - 1 + (point - before) / (after - before)) / steps
        return between, between
    low = 0.0 if left == 0 else left / steps
    return low, 1.0 if right == len(quantiles) else (right - 1) / steps
