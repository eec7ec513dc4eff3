"""How much of a medicine a prescription comes to in a day, at most: from its dosages, else from what is dispensed for how long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from chartside import Dosage, Prescription

_DAY = 24


@dataclass(frozen=True, slots=True)
class Daily:
    """An amount a day in a unit as the record spells it; ``at_once`` is the largest single dose, ``hours`` the shortest interval."""

    amount: Fraction
    unit: str
    at_once: Fraction | None = None
    hours: Fraction | None = None
    how: str = ""


@dataclass(frozen=True, slots=True)
class Lacking:
    """What a prescription does not say, so that no amount a day can be told."""

    what: str


def daily_amount(one: Prescription) -> tuple[Daily, ...] | Lacking:
    """Return what is taken in a day at most, a sum a unit: dosages that follow one another count as the largest of them.

    "As needed" counts as if it were always needed. Where dose or frequency is not stated, what is dispensed over the days that it is
    for stands in their place; where that is not stated either, what lacks is said.
    """
    told = [_of_dosage(dosage) for dosage in one.dosages]
    lacking = [said for said in told if isinstance(said, Lacking)]
    if one.dosages and not lacking:
        return _together(one.dosages, [said for said in told if isinstance(said, Daily)])
    if one.quantity is not None and one.supply_days and not any(said.what == _UNIT for said in lacking):
        if not one.quantity_unit:
            return Lacking("unit of what is dispensed")
        how = f"{one.quantity:f} {_unit(one.quantity_unit)} dispensed for {one.supply_days:f} days"
        return (Daily(Fraction(one.quantity) / Fraction(one.supply_days), one.quantity_unit, how=how),)
    return lacking[0] if lacking else Lacking("dose and frequency")


_UNIT = "unit of the dose"


def _of_dosage(one: Dosage) -> Daily | Lacking:
    cap = (
        Fraction(one.most) * _DAY / Fraction(one.most_per_hours)
        if one.most is not None and one.most_per_hours
        else None
    )
    if one.dose is None or not one.times or not one.per_hours:
        if cap is not None and one.most_unit and one.dose is None:
            return Daily(cap, one.most_unit, how=f"at most {_number(cap)} {_unit(one.most_unit)} a day")
        if cap is not None and one.dose is not None and one.unit == one.most_unit and one.unit:
            return Daily(cap, one.unit, Fraction(one.dose), how=f"at most {_number(cap)} {_unit(one.unit)} a day")
        return Lacking("dose" if one.dose is None else "frequency")
    if not one.unit:
        return Lacking(_UNIT)
    amount = Fraction(one.dose) * Fraction(one.times) * _DAY / Fraction(one.per_hours)
    interval = Fraction(one.per_hours) / Fraction(one.times)
    how = f"{_dose(one)} {_unit(one.unit)}, {_often(one)}{', as needed: counted as always' if one.as_needed else ''}"
    if cap is not None and one.most_unit == one.unit and cap < amount:
        return Daily(
            cap, one.unit, Fraction(one.dose), interval, f"{how}, at most {_number(cap)} {_unit(one.unit)} a day"
        )
    return Daily(amount, one.unit, Fraction(one.dose), interval, how)


def _together(dosages: Iterable[Dosage], told: list[Daily]) -> tuple[Daily, ...]:
    """Add up what holds at once; of what follows one another take the step with the most, unit by unit."""
    steps: dict[int | None, list[Daily]] = {}
    for dosage, daily in zip(dosages, told, strict=True):
        steps.setdefault(dosage.sequence, []).append(daily)
    best: dict[str, Daily] = {}
    for step in steps.values():
        for summed in _summed(step):
            if summed.unit not in best or summed.amount > best[summed.unit].amount:
                best[summed.unit] = summed
    return tuple(best.values())


def _summed(step: list[Daily]) -> Iterator[Daily]:
    units = dict.fromkeys(one.unit for one in step)
    for unit in units:
        several = [one for one in step if one.unit == unit]
        doses = [one.at_once for one in several if one.at_once is not None]
        intervals = [one.hours for one in several if one.hours is not None]
        yield Daily(
            sum((one.amount for one in several), Fraction(0)),
            unit,
            sum(doses, Fraction(0)) if doses else None,
            min(intervals, default=None),
            " and ".join(one.how for one in several),
        )


def _unit(unit: str) -> str:
    return unit.strip("{}")


def _dose(one: Dosage) -> str:
    return f"{one.low:f} to {one.dose:f}" if one.low is not None else f"{one.dose:f}"


def _often(one: Dosage) -> str:
    times, hours = Fraction(one.times or 0), Fraction(one.per_hours or 0)
    if hours == _DAY:
        return f"{_number(times)} times a day" if times != 1 else "once a day"
    every = hours / times
    return (
        f"every {_number(every / _DAY)} days" if every > _DAY and every % _DAY == 0 else f"every {_number(every)} hours"
    )


def _number(value: Fraction) -> str:
    return f"{float(value):g}"
