"""Write a medication line as a FHIR R4 Dosage."""

from __future__ import annotations

from typing import Any

from chartside.codes import SNOMED_SYSTEM
from plugins.notes.medication.answer import number
from plugins.notes.medication.line import MedicationLine, Quantity
from plugins.notes.medication.vocabulary import vocabulary

UCUM = "http://unitsofmeasure.org"


def dosage(line: MedicationLine) -> dict[str, Any]:
    """Return the Dosage of a line as plain data."""
    found: dict[str, Any] = {"text": line.text}
    repeat = _repeat(line)
    if repeat:
        found["timing"] = {"repeat": repeat}
    if line.prn is not None and line.prn_reason is not None:
        found["asNeededCodeableConcept"] = {"text": line.prn_reason.value}
    elif line.prn is not None:
        found["asNeededBoolean"] = True
    if line.route is not None:
        code = vocabulary().routes.get(line.route.value)
        coding = {"coding": [{"system": SNOMED_SYSTEM, "code": code}]} if code else {}
        found["route"] = {**coding, "text": line.quote(line.route)}
    amount = {**_dose(line.dose), **({"rateQuantity": quantity(line.rate)} if line.rate else {})}
    if amount:
        found["doseAndRate"] = [amount]
    return found


def _repeat(line: MedicationLine) -> dict[str, Any]:
    repeat: dict[str, Any] = dict(line.timing.repeat) if line.timing else {}
    if line.duration is not None:
        low = {
            "value": number(line.duration.value),
            "unit": line.duration.unit,
            "system": UCUM,
            "code": line.duration.unit,
        }
        if line.duration.high is None:
            repeat["boundsDuration"] = low
        else:
            repeat["boundsRange"] = {"low": low, "high": {**low, "value": number(line.duration.high)}}
    if line.over is not None:
        repeat |= {"duration": number(line.over.value), "durationUnit": line.over.unit}
    return repeat


def _dose(dose: Quantity | None) -> dict[str, Any]:
    if dose is None:
        return {}
    low = quantity(dose)
    if dose.high is None:
        return {"doseQuantity": low}
    return {"doseRange": {"low": low, "high": {**low, "value": number(dose.high)}}}


def quantity(one: Quantity) -> dict[str, Any]:
    """Return a Quantity, coded in UCUM where its unit is; a count of forms is coded by its annotation."""
    known = vocabulary().ucum
    parts = [known.get(part, part if part in {"kg", "m2", "h", "min", "d"} else "") for part in one.unit.split("/")]
    coded = {"system": UCUM, "code": "/".join(parts)} if all(parts) else {}
    if not coded and one.unit in vocabulary().forms:
        coded = {"system": UCUM, "code": f"{{{one.unit}}}".replace(" ", "_")}
    return {"value": number(one.value), "unit": one.unit, **coded}
