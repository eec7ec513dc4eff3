"""Numbers without a unit: read where the table says that there can be no doubt, refused everywhere else."""

import pytest

from chartside.inputs import Latest, days
from chartside.vocabulary import CREATININE, INR
from chartside.vocabulary.vitals import FIO2, GCS, SYSTOLIC_BP
from tests.fhir_adapter.made import PATIENT, ask, file, loinc, of_patient

AT = "2026-05-31T08:00:00Z"


def read(what, unit, code, **said):
    observation = of_patient("Observation", "o", status="final", code=loinc(code), effectiveDateTime=AT, **said)
    return ask(file(PATIENT, observation), Latest(what, unit, days(30)))


@pytest.mark.parametrize("held", [{"valueQuantity": {"value": 2.5}}, {"valueQuantity": {"value": 2.5, "unit": "1"}}])
def test_an_inr_needs_no_unit(held):
    assert read(INR, "{INR}", "6301-6", **held).value == 2.5


def test_a_score_may_be_an_integer():
    assert read(GCS, "{score}", "9269-2", valueInteger=14).value == 14


def test_a_creatinine_and_a_pressure_without_a_unit_are_refused():
    assert read(CREATININE, "mg/dL", "2160-0", valueQuantity={"value": 1.2}).reason == "unit"
    assert read(SYSTOLIC_BP, "mm[Hg]", "8480-6", valueInteger=120).reason == "unit"


def test_an_integer_that_is_none_is_a_value_that_cannot_be_read():
    assert read(GCS, "{score}", "9269-2", valueInteger=True).reason == "incomplete"


def test_a_fraction_written_as_a_percentage_is_read_as_what_it_can_only_be():
    held = {"value": 0.4, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%"}
    assert read(FIO2, "%", "3150-0", valueQuantity=held).value == 40


def test_oxygen_is_found_inside_the_panel_of_pulse_oximetry():
    part = {"code": loinc("3150-0"), "valueQuantity": {"value": 28, "unit": "%"}}
    assert read(FIO2, "%", "59408-5", valueQuantity={"value": 96, "unit": "%"}, component=[part]).value == 28
