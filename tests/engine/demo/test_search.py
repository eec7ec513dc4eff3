from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.demo import Examples
from engine.demo.search import prefetch

RUTH = Examples()["ruth-halloran"]
CONTEXT = {"patientId": "ruth-halloran", "userId": "Practitioner/x"}
OBSERVATIONS = "Observation?patient={{context.patientId}}"


def search(template, record=RUTH.resources, context=CONTEXT):
    values, left_out = prefetch({"key": template}, context, record)
    assert left_out == {}
    return values["key"]


def ids(bundle):
    assert bundle["type"] == "searchset"
    assert bundle["total"] == len(bundle.get("entry", []))
    return {e["resource"]["id"] for e in bundle.get("entry", [])}


def test_reads_the_patient():
    assert search("Patient/{{context.patientId}}") == RUTH.patient


def test_a_read_of_what_is_not_there_is_null():
    assert search("Patient/nobody") is None


def test_finds_by_code_and_system():
    creatinine = "http://loinc.org%7C2160-0"
    assert ids(search(f"{OBSERVATIONS}&code={creatinine}")) == {"ruth-creatinine", "ruth-creatinine-august"}
    assert ids(search(f"{OBSERVATIONS}&code=http://snomed.info/sct%7C2160-0")) == set()
    assert ids(search(f"{OBSERVATIONS}&code=2160-0,http://loinc.org|4548-4")) == {
        "ruth-creatinine",
        "ruth-creatinine-august",
        "ruth-hba1c",
    }


def test_finds_nothing_of_another_patient():
    bundle = search(OBSERVATIONS, context={"patientId": "thomas-adeyemi"})
    assert ids(bundle) == set()
    assert "entry" not in bundle


def test_parameters_narrow_together():
    found = search(f"{OBSERVATIONS}&code=2160-0&date=ge2026-10-01")
    assert ids(found) == {"ruth-creatinine"}


def test_a_visit_still_going_on_is_found_after_it_began():
    assert ids(search("Encounter?patient=ruth-halloran&date=ge2026-11-21")) == {"ruth-visit-november"}


@given(st.dates(date(2026, 7, 1), date(2026, 12, 31)))
def test_each_result_lies_before_a_day_or_on_and_after_it(day):
    before = ids(search(f"{OBSERVATIONS}&date=lt{day}"))
    after = ids(search(f"{OBSERVATIONS}&date=ge{day}"))
    assert before | after == ids(search(OBSERVATIONS))


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("Observation?patient={{context.patientId}}&value-quantity=gt5", "cannot search by value-quantity"),
        ("Encounter/{{context.encounterId}}", "no context.encounterId"),
        ("Observation?date=ge{{today() - 90 days}}", "only tokens of the form"),
        ("Immunization?patient={{context.patientId}}", "holds no Immunization at all"),
        ("Observation?date=sa2026-01-01", "cannot compare dates by sa"),
    ],
)
def test_what_cannot_be_answered_is_left_out_with_its_reason(template, why):
    values, left_out = prefetch({"key": template, "patient": "Patient/ruth-halloran"}, CONTEXT, RUTH.resources)
    assert list(values) == ["patient"]
    assert why in left_out["key"]


@pytest.mark.parametrize("patient", list(Examples()))
def test_what_is_searched_by_date_is_found_whatever_its_kind_calls_it(patient):
    record = Examples()[patient].resources
    for kind in {r["resourceType"] for r in record if "date" in r or "occurrenceDateTime" in r}:
        found = search(f"{kind}?date=ge1900-01-01", record)
        assert found["total"] == sum(r["resourceType"] == kind for r in record)


def test_a_kind_without_a_date_that_is_known_is_left_out_and_not_found_empty():
    values, left_out = prefetch({"key": "Basic?date=ge1900-01-01"}, CONTEXT, [{"resourceType": "Basic", "id": "b"}])
    assert values == {}
    assert "no Basic of this record has a date" in left_out["key"]
