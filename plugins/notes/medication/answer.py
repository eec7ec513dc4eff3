"""Write a medication line as the plain answer that goes to whoever asked: exact numbers, null for what is not said."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from plugins.notes.medication.line import MedicationLine, Quantity


def as_json(line: MedicationLine) -> dict[str, Any]:
    """Return a line as plain data: the fields of the answer first, then what explains them."""
    return {
        "start": line.start,
        "end": line.end,
        "ingredient": line.ingredient,
        "strength": pair(line.strength),
        "dose": pair(line.dose),
        "form": line.form.value if line.form else None,
        "route": line.route.value if line.route else None,
        "timing": dict(line.timing.repeat) if line.timing else None,
        "prn": line.prn is not None,
        "prnReason": line.prn_reason.value if line.prn_reason else None,
        "duration": pair(line.duration),
        "status": line.status,
        "doseHigh": number(line.dose.high) if line.dose and line.dose.high is not None else None,
        "text": line.text,
        "name": [line.name_start, line.name_end],
        "ingredients": list(line.ingredients),
        "codes": [{"system": code.system, "code": code.value} for code in line.codes],
        "rate": pair(line.rate),
        "over": pair(line.over),
        "durationHigh": number(line.duration.high) if line.duration and line.duration.high is not None else None,
        "abstained": line.abstained or None,
        "cautions": [{"start": c.start, "end": c.end, "kind": c.kind} for c in line.cautions],
        "evidence": {name: [list(span) for span in spans] for name, spans in line.evidence.items()},
    }


def pair(quantity: Quantity | None) -> list[Any] | None:
    """Return a quantity as a number and its unit."""
    return [number(quantity.value), quantity.unit] if quantity is not None else None


def number(value: Decimal) -> int | float:
    """Return a decimal as the JSON number that is written the same."""
    return int(value) if value == value.to_integral_value() else float(value)
