"""Morphine milligram equivalents a day: each prescription's line, and the sum where every line could be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

from chartside import Prescription
from plugins.opioids.daily_amount import Daily, Lacking, daily_amount
from plugins.opioids.tables import Conversion, Part, Product

_CENT = Decimal("0.01")
INPATIENT = "inpatient"


@dataclass(frozen=True, slots=True)
class Line:
    """One prescription in the sum: its morphine equivalents a day, or what lacks to tell them, or why it is left out of the sum."""

    prescription: Prescription
    product: str
    how: str = ""
    factor: str = ""
    mme: Fraction | None = None
    lacks: str = ""
    left_out: str = ""
    remarks: tuple[str, ...] = ()

    def working(self) -> dict[str, Any]:
        """Return the line as it stands in the working of an answer; what says nothing is left out there."""
        return {
            "product": self.product,
            "reference": self.prescription.ref,
            "written": self.prescription.since.text if self.prescription.since else "",
            "draft": self.prescription.drafted or None,
            "dose": self.how,
            "factor": self.factor,
            "mme": rounded(self.mme) if self.mme is not None else None,
            "missing": [self.lacks] if self.lacks else [],
            "leftOut": self.left_out,
            "remarks": list(self.remarks),
        }


@dataclass(frozen=True, slots=True)
class Reckoning:
    """All lines. ``total`` is None where a line lacks something, or nothing is converted; ``at_least`` is what is known all the same."""

    lines: tuple[Line, ...]

    @property
    def counted(self) -> tuple[Line, ...]:
        """Return the lines that have a number."""
        return tuple(line for line in self.lines if line.mme is not None)

    @property
    def lacking(self) -> tuple[Line, ...]:
        """Return the lines that could not be told."""
        return tuple(line for line in self.lines if line.lacks)

    @property
    def at_least(self) -> Decimal:
        """Return the sum of the lines that have a number."""
        return rounded(sum((line.mme for line in self.counted if line.mme is not None), Fraction(0)))

    @property
    def total(self) -> Decimal | None:
        """Return the sum, where it is one."""
        return self.at_least if self.counted and not self.lacking else None


def reckon(conversion: Conversion, prescriptions: Iterable[Prescription], today: date) -> Reckoning:
    """Return a line for every prescription that counts, in the order of their references; those of a hospital stay are no part of it."""
    lines = [
        line
        for one in sorted(prescriptions, key=lambda p: p.ref)
        if one.current and INPATIENT not in one.settings
        for line in _lines(conversion, one, today)
    ]
    return Reckoning(tuple(lines))


def rounded(value: Fraction) -> Decimal:
    """Return a number of MME to the hundredth: the number that is shown is the number that is compared."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(_CENT, ROUND_HALF_EVEN)


def shown(value: Decimal) -> str:
    """Return a number without idle zeros."""
    return f"{value.normalize():f}"


def ran_out(one: Prescription, today: date) -> date | None:
    """Return the day on which a prescription's last fill was used up, where that is stated and over."""
    start = one.since.day() if one.since else None
    if one.drafted or start is None or one.supply_days is None:
        return None
    try:
        end = start + timedelta(days=float(one.supply_days) * (1 + (one.repeats or 0)))
    except OverflowError:
        return None
    return end if end < today else None


def _lines(conversion: Conversion, one: Prescription, today: date) -> Iterator[Line]:
    product = next((conversion.products[code] for code in one.codings if code in conversion.products), None)
    named = product.name if product else one.display or one.code.display or one.code.value
    end = ran_out(one, today)
    if end is not None:
        yield Line(one, named, left_out=f"supply used up on {end.isoformat()}")
    elif product is None:
        yield Line(one, named, lacks="strength: this product is in no table")
    else:
        amounts = daily_amount(one)
        for part in product.parts:
            yield _line(conversion, one, product, part, amounts)


def _line(
    conversion: Conversion, one: Prescription, product: Product, part: Part, amounts: tuple[Daily, ...] | Lacking
) -> Line:
    known = conversion.ingredient(part.ingredient)
    name, piece = known.get("name", "this opioid"), conversion.piece(part.form)
    if "none" in known:
        return Line(one, product.name, left_out=str(known["none"]))
    factor = known.get("patch" if piece == "patch" else "by_mouth")
    if factor is None or not piece:
        return Line(one, product.name, lacks=f"conversion factor: none for {name}{' in this form' if known else ''}")
    if isinstance(amounts, Lacking):
        return Line(one, product.name, lacks=amounts.what)
    if piece == "patch":
        return _patch(conversion, one, product, part, amounts, known)
    per_day = Fraction(0)
    for daily in amounts:
        milligrams = _milligrams(conversion, part, piece, daily)
        if milligrams is None:
            unit = f"unit of the dose: {daily.unit or 'none'} does not fit {part.strength:f} {part.unit}"
            return Line(one, product.name, " and ".join(d.how for d in amounts), lacks=unit)
        per_day += milligrams
    said = f"{factor} MME for each mg of {name}"
    how = " and ".join(d.how for d in amounts)
    return Line(one, product.name, f"{how}; {part.strength:f} {part.unit}", said, per_day * Fraction(factor))


def _milligrams(conversion: Conversion, part: Part, piece: str, daily: Daily) -> Fraction | None:
    """Return how many milligrams of the opioid a day's amount is, None where its unit does not fit the product."""
    mass = conversion.milligrams(daily.unit)
    if mass is not None:
        return daily.amount * Fraction(mass) if part.alone else None
    if piece == "liquid" and part.unit == "mg/mL":
        volume = conversion.millilitres(daily.unit)
        return daily.amount * Fraction(volume) * Fraction(part.strength) if volume is not None else None
    if part.unit == "mg" and conversion.counts(piece, daily.unit):
        return daily.amount * Fraction(part.strength)
    return None


def _patch(
    conversion: Conversion,
    one: Prescription,
    product: Product,
    part: Part,
    amounts: tuple[Daily, ...],
    known: dict[str, Any] | Any,
) -> Line:
    """Reckon a patch by what it gives off an hour: how often it is changed makes no difference while one is worn at a time."""
    how = " and ".join(d.how for d in amounts)
    if part.unit != "mg/h" or len(amounts) != 1 or not conversion.counts("patch", amounts[0].unit):
        return Line(one, product.name, how, lacks="unit of the dose: a number of patches is needed")
    [daily] = amounts
    hours = Fraction(known["patch_hours"])
    # Of what is only dispensed, as many are worn at a time as fit the days that they are for.
    worn = daily.at_once if daily.at_once is not None else daily.amount * hours / 24
    remarks = []
    if daily.hours is not None and daily.hours < hours:
        remarks.append(
            f"written to be changed every {float(daily.hours):g} hours, and it is worn for {float(hours):g}: one at a time is reckoned; "
            "if earlier ones stay on, it is more"
        )
    if daily.hours is not None and daily.hours > hours:
        remarks.append("reckoned as worn all the time")
    if worn.denominator != 1 and daily.at_once is not None:
        remarks.append("a part of a patch is written")
    rate = Fraction(part.strength) * 1000
    said = f"{known['patch']} MME a day for each microgram an hour of {known['name']}"
    mme = worn * rate * Fraction(known["patch"])
    return Line(one, product.name, f"{how}; {float(rate):g} micrograms an hour", said, mme, remarks=tuple(remarks))
