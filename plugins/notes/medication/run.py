"""Read a run of digits and the marks that join them, as a whole or not at all."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Literal

Shape = Literal["plain", "part", "range", "pair", "clock", "unclear"]

_WHOLE = re.compile(r"[1-9]\d{0,6}|[1-9]\d{0,2}(?:,\d{3}){1,2}", re.ASCII)
_DECIMAL = re.compile(r"(?:0|[1-9]\d{0,4}|[1-9]\d{0,2}(?:,\d{3}){1,2})?\.\d{1,6}", re.ASCII)
# A point before three digits may part thousands: 1.000 and 2.500 are read differently on two continents. Eighths, as of carvedilol
# 3.125 mg and piperacillin 3.375 g, are taken for the decimals that they are.
_THOUSANDS_POINT = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})*\.(?!125|375|625|875)\d{3}", re.ASCII)
PARTS = {
    "1/2": Decimal("0.5"),
    "1/4": Decimal("0.25"),
    "3/4": Decimal("0.75"),
    "1/8": Decimal("0.125"),
    "3/2": Decimal("1.5"),
}
_SIGNS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75"), "⅛": Decimal("0.125")}
_MIXED = re.compile(r"(?P<whole>[1-9]|1\d)(?:[-–](?P<part>1/2|1/4|3/4)|(?P<sign>[½¼¾]))", re.ASCII)
_CLOCK = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d", re.ASCII)
_RATIO = re.compile(r"1:(?:100|200|1,?000|10,?000|100,?000|200,?000)", re.ASCII)
_DASH = re.compile(r"[-–—]")
WIDEST = 10
"""A range of more than tenfold is taken for none."""


@lru_cache(maxsize=8192)
def written(run: str) -> tuple[Decimal | None, Decimal | None, Shape, str]:
    """Return the value of a run of digits and joining marks: low, high of a range, shape, and why it is not read."""
    one, why = _single(run)
    if one is not None:
        return one, None, "part" if run in PARTS or run in _SIGNS else "plain", ""
    mixed = _MIXED.fullmatch(run)
    if mixed:
        part = PARTS[mixed["part"]] if mixed["part"] else _SIGNS[mixed["sign"]]
        return Decimal(mixed["whole"]) + part, None, "part", ""
    if _RATIO.fullmatch(run):
        return None, None, "pair", "a ratio and no amount"
    if _CLOCK.fullmatch(run):
        return None, None, "clock", "a time of day"
    ends = _DASH.split(run)
    if len(ends) == 2:  # noqa: PLR2004 - the two ends of a range
        (low, low_why), (high, high_why) = _single(ends[0]), _single(ends[1])
        if low is None or high is None:
            return None, None, "unclear", low_why or high_why or "digits that are no number"
        return (low, high, "range", "") if spans(low, high) else (None, None, "pair", "two numbers that span no range")
    if "/" in run and all(_single(part)[0] is not None for part in run.split("/")):
        return None, None, "pair", "numbers parted by a slash"
    return None, None, "unclear", why or "digits that are no number"


def spans(low: Decimal, high: Decimal) -> bool:
    """Whether two numbers are the ends of a range that a dose could have."""
    return low < high <= low * WIDEST


def _single(run: str) -> tuple[Decimal | None, str]:
    if run in PARTS or run in _SIGNS:
        return PARTS.get(run) or _SIGNS[run], ""
    if _THOUSANDS_POINT.fullmatch(run):
        return None, "a point before three digits may be a decimal or part thousands"
    if _WHOLE.fullmatch(run) or _DECIMAL.fullmatch(run):
        value = Decimal(run.replace(",", ""))
        return (value, "") if value else (None, "nought")
    if "," in run:
        return None, "a comma that does not part thousands"
    return None, "digits that are no number"
