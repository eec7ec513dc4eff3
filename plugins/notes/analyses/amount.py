"""How much of a medicine is taken at a time and a day, in milligrams, where it is said without doubt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from plugins.notes.medication import MedicationLine
from plugins.notes.medication.line import Quantity

_MILLIGRAMS = {
    "mg": Decimal(1),
    "mcg": Decimal("0.001"),
    "ug": Decimal("0.001"),
    "µg": Decimal("0.001"),
    "g": Decimal(1000),
}
_COUNTED = frozenset(
    {"tablet", "capsule", "tab", "cap", "tablets", "capsules", "{tablet}", "{capsule}", "{tbl}", "{cap}"}
)
_STRENGTH = re.compile(r"(?<![\d.,/])(\d+(?:,\d{3})*(?:\.\d+)?)\s*(mg|mcg|ug|g)(?![\w/])", re.IGNORECASE)
_DAYS = {"d": Decimal(1), "wk": Decimal(7), "h": Decimal(1) / 24}


@dataclass(frozen=True, slots=True)
class Amount:
    """``each`` at a time; ``daily`` where it is said how often."""

    each: Decimal | None = None
    daily: Decimal | None = None

    def differs(self, other: Amount) -> bool:
        """Whether both say how much a day, or both how much at a time, and not the same."""
        if self.daily is not None and other.daily is not None:
            return self.daily != other.daily
        return self.each is not None and other.each is not None and self.each != other.each

    @property
    def said(self) -> str:
        """Return it in words."""
        if self.daily is not None:
            return f"{_plain(self.daily)} mg a day"
        return f"{_plain(self.each)} mg at a time" if self.each is not None else "not said"


def of_line(line: MedicationLine) -> Amount:
    """Return what a line of a note says; nothing of a range, of what is taken as needed, or what was not to be read."""
    if line.dose is None or line.dose.high is not None or line.prn is not None or line.abstained:
        return Amount()
    each = _mass(line.dose, line.strength)
    return Amount(each, _daily(each, line.timing.repeat if line.timing else {}))


def of_prescription(instruction: Mapping[str, Any], display: str) -> Amount:
    """Return what the first instruction of a prescription says, with the strength in the wording of its product."""
    if instruction.get("asNeededBoolean") or instruction.get("asNeededCodeableConcept"):
        return Amount()
    rates: Any = instruction.get("doseAndRate") or ()
    dose = rates[0].get("doseQuantity") if len(rates) == 1 else None
    if not isinstance(dose, Mapping):
        return Amount()
    value, unit = _number(dose.get("value")), str(dose.get("code") or dose.get("unit") or "").lower()
    if value is None:
        return Amount()
    each = value * _MILLIGRAMS[unit] if unit in _MILLIGRAMS else None
    if each is None and (unit in _COUNTED or unit in ("", "1")):
        strength = strength_of(display)
        each = value * strength if strength is not None else None
    timing = instruction.get("timing")
    repeat = timing.get("repeat") if isinstance(timing, Mapping) else None
    return Amount(each, _daily(each, repeat if isinstance(repeat, Mapping) else {}))


def strength_of(display: str) -> Decimal | None:
    """Return the one strength in the wording of a product, None where there is none or more than one."""
    found = _STRENGTH.findall(display)
    if len(found) != 1:
        return None
    number, unit = found[0]
    return Decimal(number.replace(",", "")) * _MILLIGRAMS[unit.lower()]


def _mass(dose: Quantity, strength: Quantity | None) -> Decimal | None:
    if dose.unit in _MILLIGRAMS:
        return dose.value * _MILLIGRAMS[dose.unit]
    if dose.unit in _COUNTED and strength is not None and strength.unit in _MILLIGRAMS and strength.high is None:
        return dose.value * strength.value * _MILLIGRAMS[strength.unit]
    return None


def _daily(each: Decimal | None, repeat: Mapping[str, Any]) -> Decimal | None:
    frequency, period, unit = (
        _number(repeat.get("frequency", 1)),
        _number(repeat.get("period")),
        repeat.get("periodUnit"),
    )
    if each is None or period is None or frequency is None or not period or unit not in _DAYS:
        return None
    if any(name in repeat for name in ("frequencyMax", "periodMax", "dayOfWeek")) or len(repeat.get("when") or ()) > 1:
        return None
    return (each * frequency / (period * _DAYS[unit])).quantize(Decimal("0.0001")).normalize()


def _number(value: Any) -> Decimal | None:
    try:
        number = (
            Decimal(str(value)) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else None
        )
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
