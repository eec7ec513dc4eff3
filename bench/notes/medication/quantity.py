"""Amounts in one unit of a kind, so that 0.5 g and 500 mg are the same and 25 and 250 are not."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

_SCALES: Mapping[str, tuple[str, str]] = {
    "g": ("mg", "1000"),
    "ug": ("mg", "0.001"),
    "mcg": ("mg", "0.001"),
    "ml": ("mL", "1"),
    "l": ("mL", "1000"),
    "units": ("unit", "1"),
    "iu": ("unit", "1"),
    "meq": ("mEq", "1"),
}
_DAYS: Mapping[str, Decimal] = {"h": Decimal(1) / 24, "d": Decimal(1), "wk": Decimal(7), "mo": Decimal(30)}
_PER_DAY: Mapping[str, Decimal] = {
    "min": Decimal(1440), "h": Decimal(24), "d": Decimal(1), "wk": Decimal(1) / 7, "mo": Decimal(1) / 30,
}  # fmt: skip
_PER = re.compile(r"(?P<unit>[^/]+)/(?:(?P<of>\d+(?:\.\d+)?) ?)?(?P<what>.+)")
_FORMS = frozenset({"puff", "spray", "actuation", "tablet", "capsule"})
Amount = tuple[Decimal, str]


def amount(pair: Any) -> Amount | None:
    """Return ``[number, unit]`` in the unit of its kind, None for none.

    ``250 mg/5 mL`` is 50 mg/mL, and 110 ug/puff is 110 ug: what one unit of a form holds.
    """
    if pair is None:
        return None
    number, unit = Decimal(str(pair[0])), str(pair[1])
    ratio = _PER.fullmatch(unit)
    if ratio is None:
        scale, factor = _SCALES.get(unit.lower(), (unit, "1"))
        return (number * Decimal(factor)).normalize(), scale
    top = amount([number, ratio["unit"]])
    if ratio["what"] in _FORMS:
        return top
    bottom = amount([ratio["of"] or 1, ratio["what"]])
    if top is None or bottom is None:
        raise ValueError("a ratio has two sides")
    return (top[0] / bottom[0]).normalize(), f"{top[1]}/{bottom[1]}"


def days(pair: Any) -> Decimal | None:
    """Return a duration in days, None for none."""
    return Decimal(str(pair[0])) * _DAYS[pair[1]] if pair is not None else None


def per_day(timing: Mapping[str, Any] | None) -> tuple[Decimal, ...]:
    """Return how often a day at the least and at the most, nothing where a FHIR ``Timing.repeat`` gives no rate."""
    if timing is None or not {"frequency", "period", "periodUnit"} <= timing.keys():
        return ()
    scale = _PER_DAY[timing["periodUnit"]]
    often, period = Decimal(str(timing["frequency"])), Decimal(str(timing["period"]))
    least = often / Decimal(str(timing.get("periodMax", period))) * scale
    most = Decimal(str(timing.get("frequencyMax", often))) / period * scale
    listed = len(timing.get("dayOfWeek", ()))
    by_days = [Decimal(listed) / 7] if listed else []
    return tuple(round(rate, 4) for rate in (least, most, *by_days))
