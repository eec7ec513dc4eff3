"""An exact interval of a share: Clopper and Pearson's, by the incomplete beta function."""

from __future__ import annotations

import math

_STEPS, _HALVINGS, _TINY, _CLOSE = 500, 60, 1e-300, 1e-14


def exact(events: int, n: int, level: float) -> tuple[float, float]:
    """Return the interval of a share of which ``events`` of ``n`` were seen: no share in it is refuted at this level."""
    tail = (1 - level) / 2
    low = 0.0 if events == 0 else _beta_quantile(tail, events, n - events + 1)
    high = 1.0 if events == n else _beta_quantile(1 - tail, events + 1, n - events)
    return low, high


def incomplete_beta(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function: the share of a Beta(a, b) below x."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):  # the fraction converges fast on one side only
        return 1 - incomplete_beta(1 - x, b, a)
    front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(front) * _fraction(x, a, b) / a


def _fraction(x: float, a: float, b: float) -> float:
    """Return the continued fraction, evaluated by Lentz's method."""
    c, d = 1.0, _kept(1 - (a + b) * x / (a + 1))
    d = 1 / d
    value = d
    for m in range(1, _STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for part in (even, odd):
            d = 1 / _kept(1 + part * d)
            c = _kept(1 + part / c)
            value *= c * d
        if abs(c * d - 1) < _CLOSE:
            break
    return value


def _kept(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def _beta_quantile(share: float, a: float, b: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if incomplete_beta(middle, a, b) < share else (low, middle)
    return (low + high) / 2
