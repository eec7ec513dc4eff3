"""Values and smoking status that a note states, as preliminary Observation resources."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from plugins.notes.fhir.source import Source, Stated, concept
from plugins.notes.measurements import Measurement

_LOINC, _SNOMED, _UCUM = "http://loinc.org", "http://snomed.info/sct", "http://unitsofmeasure.org"
_PRESSURE = "85354-9"
_PARTS = (("8480-6", "Systolic blood pressure"), ("8462-4", "Diastolic blood pressure"))
# SNOMED CT; recalled, as the vocabulary's answers on smoking are.
_SMOKING = {
    "current": ("77176002", "Smoker"),
    "former": ("8517006", "Ex-smoker"),
    "never": ("266919005", "Never smoked tobacco"),
}


def observations(source: Source) -> Iterator[Stated]:
    """Yield an Observation for each value, and for each statement on smoking that tells a status."""
    for one in source.reading.measurements:
        code = concept(one.name.replace("-", " "), _LOINC, one.code)
        yield source.stated("Observation", ((one.start, one.end),), _observed(source, code, _value(one)))
    for said in source.reading.smoking:
        if said.status in _SMOKING:
            code = concept("Tobacco smoking status", _LOINC, "72166-2", "Tobacco smoking status")
            words = source.reading.text[said.start : said.end]
            value = {"valueCodeableConcept": concept(words, _SNOMED, *_SMOKING[said.status])}
            yield source.stated("Observation", ((said.start, said.end),), _observed(source, code, value))


def _observed(source: Source, code: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    when = {"effectiveDateTime": source.written} if source.written else {}
    return {"status": "preliminary", "code": code, "subject": source.subject, **when, **value}


def _value(one: Measurement) -> dict[str, Any]:
    if one.code == _PRESSURE:
        numbers = (one.low, one.high)
        parts = (
            {"code": concept(name, _LOINC, code, name), "valueQuantity": _quantity(number, one.unit)}
            for (code, name), number in zip(_PARTS, numbers, strict=True)
        )
        return {"component": list(parts)}
    if one.low != one.high:
        return {"valueRange": {"low": _quantity(one.low, one.unit), "high": _quantity(one.high, one.unit)}}
    comparator = {"comparator": one.comparator} if one.comparator else {}
    return {"valueQuantity": {**_quantity(one.low, one.unit), **comparator}}


def _quantity(number: Decimal, unit: str) -> dict[str, Any]:
    value = int(number) if number == number.to_integral_value() else float(number)
    return {"value": value, **({"unit": unit, "system": _UCUM, "code": unit} if unit else {})}
