"""Write numbers so that the same evaluation gives the same bytes: six significant digits, and nothing that JSON does not hold."""

from __future__ import annotations

import math
from decimal import ROUND_FLOOR, Context, Decimal
from typing import Any

import numpy as np

from chartside.evaluation.refusal import InputError

_DIGITS = 6
_NOISE = 12
"""Decimal places beyond which a number is what rounding left: a difference of two equal sums, written as 0."""


def figure(number: float) -> float:
    """Return a number as reports hold it, to six significant digits; below 5e-13 it is 0. Raises InputError for what is not finite."""
    if not math.isfinite(number):
        raise InputError(f"a report holds no {number}: say that the number is not defined, and why")
    return float(f"{round(float(number), _NOISE):.{_DIGITS}g}") + 0.0  # minus nothing is nothing


def p_figure(p: float | None) -> float | None:
    """Return a p as reports hold it: never 0, which no test can show."""
    return None if p is None else figure(max(p, 10.0**-_NOISE))


def floor_figure(number: float) -> float:
    """Return the largest figure that is not above this number, 0 or more: a threshold written so still flags whom it flagged."""
    places = Decimal(number).quantize(Decimal(1).scaleb(-_NOISE), rounding=ROUND_FLOOR)
    return float(Context(prec=_DIGITS, rounding=ROUND_FLOOR).plus(places))


def plain(value: Any) -> Any:
    """Return a report of dicts, lists, text and numbers with every float a figure; raise InputError for anything else."""
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if value is None or isinstance(value, (bool, str, int)):
        return value
    if isinstance(value, (float, np.floating)):
        return figure(float(value))
    raise InputError(f"a report holds no {type(value).__name__}")
