"""A line as a FHIR R4 Dosage."""

import pytest

from plugins.notes.medication import dosage, medications, named, stretches

UCUM = "http://unitsofmeasure.org"
SNOMED = "http://snomed.info/sct"


def written(text):
    [line] = medications(text, named(text), stretches(text))
    return dosage(line)


def test_a_whole_line():
    assert written("Lisinopril 10 mg PO BID prn headache for 7 days") == {
        "text": "Lisinopril 10 mg PO BID prn headache for 7 days",
        "timing": {
            "repeat": {
                "frequency": 2,
                "period": 1,
                "periodUnit": "d",
                "boundsDuration": {"value": 7, "unit": "d", "system": UCUM, "code": "d"},
            }
        },
        "asNeededCodeableConcept": {"text": "headache"},
        "route": {"coding": [{"system": SNOMED, "code": "26643006"}], "text": "PO"},
        "doseAndRate": [{"doseQuantity": {"value": 10, "unit": "mg", "system": UCUM, "code": "mg"}}],
    }


def test_what_is_not_said_is_not_there():
    assert written("lisinopril 10 mg") == {
        "text": "lisinopril 10 mg",
        "doseAndRate": [{"doseQuantity": {"value": 10, "unit": "mg", "system": UCUM, "code": "mg"}}],
    }
    assert "doseAndRate" not in written("lisinopril 1.000 mg daily")


def test_as_needed_without_a_reason_is_a_boolean():
    found = written("tramadol 50 mg q6h prn")
    assert found["asNeededBoolean"] is True
    assert "asNeededCodeableConcept" not in found


def test_a_range_is_a_range():
    [amount] = written("oxycodone 1-2 tabs q4-6h")["doseAndRate"]
    low = {"value": 1, "unit": "tablet", "system": UCUM, "code": "{tablet}"}
    assert amount == {"doseRange": {"low": low, "high": {**low, "value": 2}}}
    assert written("oxycodone 1-2 tabs q4-6h")["timing"]["repeat"] == {
        "frequency": 1,
        "period": 4,
        "periodMax": 6,
        "periodUnit": "h",
    }


def test_an_infusion_has_a_rate_and_no_dose():
    assert written("heparin drip at 12 units/kg/hr")["doseAndRate"] == [
        {"rateQuantity": {"value": 12, "unit": "unit/kg/h", "system": UCUM, "code": "[iU]/kg/h"}}
    ]


def test_how_long_an_infusion_runs_is_part_of_its_timing():
    assert written("vancomycin 1 g IV over 60 minutes q12h")["timing"]["repeat"] == {
        "frequency": 1,
        "period": 12,
        "periodUnit": "h",
        "duration": 60,
        "durationUnit": "min",
    }


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("IV", "47625008"),
        ("IM", "78421000"),
        ("SC", "34206005"),
        ("SL", "37839007"),
        ("PO", "26643006"),
        ("PR", "37161004"),
    ],
)
def test_routes_are_coded(said, code):
    assert written(f"morphine 5 mg {said}")["route"] == {"coding": [{"system": SNOMED, "code": code}], "text": said}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("mcg", "ug"),
        ("mEq", "meq"),
        ("units", "[iU]"),
        ("mL", "mL"),
        ("mg/kg", "mg/kg"),
        ("mg/m2", "mg/m2"),
        ("g", "g"),
    ],
)
def test_units_are_coded(said, code):
    assert written(f"heparin 5 {said}")["doseAndRate"][0]["doseQuantity"]["code"] == code
