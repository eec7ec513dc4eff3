"""The population stability index: how far shares of today lie from those of the reference, and how far chance alone moves them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist

FLOOR = 0.5
"""An empty bin counts as half a patient: the logarithm of nothing has no value."""


def psi(reference: Sequence[float], count: int, found: Sequence[int]) -> float:
    """Return the index of counts found in bins against the reference's shares of ``count`` values in the same bins."""
    asked = sum(found)
    total = 0.0
    for share, number in zip(reference, found, strict=True):
        was, now = max(share, FLOOR / count), max(number, FLOOR) / asked
        total += (now - was) * math.log(now / was)
    return total


def by_chance(bins: int, count: int, asked: int, below: float) -> float:
    """Return what the index stays under by chance with this probability, where nothing has changed."""
    return chi_squared(below, bins - 1) * (1 / count + 1 / asked) if bins > 1 else 0.0


def chi_squared(below: float, freedom: int) -> float:
    """Return a quantile of the chi-squared distribution, as Wilson and Hilferty approximate it: within a few per cent."""
    part = 2 / (9 * freedom)
    return freedom * max(0.0, 1 - part + NormalDist().inv_cdf(below) * math.sqrt(part)) ** 3
