"""How well predictions rank, with its interval after DeLong, and how far they lie from what happened (Brier)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist, fmean, variance
from typing import NamedTuple


class Interval(NamedTuple):
    """A number and between what it lies."""

    value: float
    low: float
    high: float


def auroc(foretold: Sequence[float], happened: Sequence[bool], level: float) -> Interval:
    """Return the area under the ROC curve: how often who had the event was given the higher risk, ties counting half.

    The variance is DeLong's (Biometrics 1988;44:837-45), by mid-ranks as Sun and Xu do it. Both groups have two patients at the least.
    """
    events = [p for p, y in zip(foretold, happened, strict=True) if y]
    others = [p for p, y in zip(foretold, happened, strict=True) if not y]
    among_all = _mid_ranks([*events, *others])
    among_events, among_others = _mid_ranks(events), _mid_ranks(others)
    m, n = len(events), len(others)
    of_events = [(a - e) / n for a, e in zip(among_all[:m], among_events, strict=True)]
    of_others = [1 - (a - o) / m for a, o in zip(among_all[m:], among_others, strict=True)]
    area = fmean(of_events)
    spread = math.sqrt(variance(of_events) / m + variance(of_others) / n)
    reach = NormalDist().inv_cdf((1 + level) / 2) * spread
    return Interval(area, max(0.0, area - reach), min(1.0, area + reach))


def brier(foretold: Sequence[float], happened: Sequence[bool]) -> float:
    """Return the mean square of what was foretold less what happened."""
    return fmean((p - y) ** 2 for p, y in zip(foretold, happened, strict=True))


def _mid_ranks(values: Sequence[float]) -> list[float]:
    """Return the rank of each value from 1, equal ones sharing the mean of theirs."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    begin = 0
    while begin < len(order):
        end = begin
        while end < len(order) and values[order[end]] == values[order[begin]]:
            end += 1
        for i in order[begin:end]:
            ranks[i] = (begin + end + 1) / 2
        begin = end
    return ranks
