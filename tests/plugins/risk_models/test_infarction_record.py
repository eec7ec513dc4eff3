"""Death within a year of an infarction, read from a record: what counts there, what does not, and when."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from chartside import Answer
from chartside.testing import ask
from fhir_adapter import Chart
from plugins.risk_models.infarction_death import RESULT, infarction_death

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ACTIVE = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]}
CONFIRMED = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-ver-status", "code": "confirmed"}]}
OLD = ("1755008", "Old myocardial infarction")


def ago(**back: float) -> str:
    return (NOW - timedelta(**back)).isoformat()


def condition(id: str, code: str, onset: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "id": id,
        "subject": {"reference": "Patient/p1"},
        "clinicalStatus": ACTIVE,
        "verificationStatus": CONFIRMED,
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": code}]},
        "onsetDateTime": onset,
        **more,
    }


def observation(id: str, loinc: str, value: float, unit: str, when: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": id,
        "status": "final",
        "subject": {"reference": "Patient/p1"},
        "code": {"coding": [{"system": "http://loinc.org", "code": loinc}]},
        "effectiveDateTime": when,
        "valueQuantity": {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit},
        **more,
    }


RECORD: dict[str, dict[str, Any]] = {
    "patient": {"resourceType": "Patient", "id": "p1", "birthDate": "1942-03-01", "gender": "female"},
    "infarction": condition("mi", "57054005", ago(hours=20)),
    "failure": condition("hf", "84114007", ago(hours=10)),
    "rate": observation("hr", "8867-4", 110, "/min", ago(hours=19)),
    "pressure": observation("bp", "8462-4", 60, "mm[Hg]", ago(hours=19)),
    "bmi": observation("bmi", "39156-5", 21, "kg/m2", ago(days=100)),
}


def answered(*more: dict[str, Any], without: str = "", **changed: dict[str, Any]) -> Answer:
    held = [one for name, one in (RECORD | changed).items() if name != without] + list(more)
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in held]}
    chart = Chart.from_patient_file(json.dumps(bundle).encode(), {"patientId": "p1"})
    return ask(infarction_death, now=NOW, **chart.facts(infarction_death.inputs, NOW))


def test_the_record_gives_the_number_of_the_plain_facts_and_its_parts_name_their_resources() -> None:
    answer = answered()
    plain = ask(
        infarction_death,
        infarction=True,
        age=84,
        sex="female",
        heart_rate=110,
        diastolic_bp=60,
        body_mass_index=21,
        heart_failure=True,
        cardiogenic_shock=False,
    )
    assert answer.working["results"] == plain.working["results"]
    [card] = answer.cards
    assert {"Condition/mi", "Condition/hf", "Observation/hr", "Observation/bp", "Observation/bmi"} <= set(card.basis)
    cited = {term["name"]: term.get("reference") for term in answer.working["terms"]}
    assert cited["heart_failure"] == "Condition/hf"
    assert cited["diastolic_bp"] == "Observation/bp"
    assert cited["cardiogenic_shock"] is None


@pytest.mark.parametrize(
    ("days", "outcome"), [(0, "answered"), (3, "answered"), (4, "not-applicable"), (400, "not-applicable")]
)
def test_an_infarction_counts_for_three_days(days: int, outcome: str) -> None:
    onset = (NOW - timedelta(days=days)).date().isoformat()
    assert answered(infarction=condition("mi", "57054005", onset)).outcome == outcome


def test_an_old_infarction_is_none() -> None:
    answer = answered(infarction=condition("mi", OLD[0], ago(hours=20)))
    assert (answer.outcome, answer.reason) == ("not-applicable", "no acute myocardial infarction is on record")
    both = condition("mi", "22298006", ago(hours=20))
    both["code"]["coding"].append({"system": "http://snomed.info/sct", "code": OLD[0]})
    assert answered(infarction=both).outcome == "not-applicable"


WRONG = {"coding": [{"system": CONFIRMED["coding"][0]["system"], "code": "entered-in-error"}]}


@pytest.mark.parametrize(
    "shock",
    [
        condition("s", "89138009", ago(hours=5), verificationStatus=WRONG),
        condition("s", "89138009", ago(hours=5), subject={"reference": "Patient/p2"}),
        condition("s", "89138009", (NOW + timedelta(days=2)).isoformat()),
        condition("s", "76571007", ago(hours=5)),
    ],
    ids=["entered in error", "somebody else's", "of the day after tomorrow", "septic"],
)
def test_a_shock_that_does_not_count_changes_nothing(shock: dict[str, Any]) -> None:
    assert answered(shock).working["results"] == answered().working["results"]
    real = condition("s", "89138009", ago(hours=5))
    assert answered(real).working["results"][RESULT] > answered().working["results"][RESULT]


@pytest.mark.parametrize(
    ("name", "input"),
    [("rate", "heart_rate"), ("pressure", "diastolic_bp"), ("bmi", "body_mass_index")],
)
def test_what_was_not_measured_or_long_ago_is_missing_and_not_normal(name: str, input: str) -> None:
    long_ago = {**RECORD[name], "effectiveDateTime": ago(days=900)}
    for answer in (answered(without=name), answered(**{name: long_ago})):
        assert answer.outcome == "cannot-tell"
        assert answer.working["missing"] == [input]
        assert answer.working["range"]["low"] < answer.working["range"]["high"]


def test_a_pressure_in_kilopascal_is_read() -> None:
    in_kpa = observation("bp", "8462-4", 8, "kPa", ago(hours=19))
    assert answered(pressure=in_kpa).working["results"][RESULT] == pytest.approx(
        answered().working["results"][RESULT], abs=Decimal("0.0001")
    )


def test_a_sex_that_is_neither_is_not_guessed() -> None:
    answer = answered(patient={**RECORD["patient"], "gender": "other"})
    assert answer.outcome == "cannot-tell"
    assert answer.working["missing"] == ["sex"]
