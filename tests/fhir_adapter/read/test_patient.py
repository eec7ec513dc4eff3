"""Age, sex and death, and no guess where the record does not say."""

from datetime import timedelta

import pytest

from chartside.inputs import AgeRequest, PatientRequest, SexRequest
from tests.fhir_adapter.made import NOW, PATIENT, ask, file


def of(request, **more):
    return ask(file({**PATIENT, **more}), request)


def age(**more):
    return of(AgeRequest(), **more)


@pytest.mark.parametrize(
    ("born", "years"), [("1950-06-01", 76), ("1950-06-02", 75), ("1950-05", 76), ("2026-06-01", 0)]
)
def test_completed_years(born, years):
    found = age(birthDate=born)
    assert (found.value, found.unit, found.reported, found.effective) == (years, "a", "", None)


@pytest.mark.parametrize("born", ["1950", "1950-06", None, "", "yesterday", 1950, "2133-01-01", "1800-01-01"])
def test_an_age_that_the_record_does_not_give(born):
    assert age(birthDate=born).reason == "incomplete"


@pytest.mark.parametrize(
    "dead", [{"deceasedBoolean": True}, {"deceasedDateTime": "2026-05-31"}, {"deceasedDateTime": "sometime"}]
)
def test_the_dead_have_no_age(dead):
    assert (age(**dead).reason, age(**dead).detail) == ("stated-absent", "the patient is recorded as deceased")
    assert of(PatientRequest(), **dead).deceased


def test_before_a_death_the_patient_lived():
    chart = file({**PATIENT, "deceasedDateTime": "2026-05-01T00:00:00Z"})
    assert ask(chart, AgeRequest(), NOW - timedelta(days=60)).value == 76
    assert age(deceasedBoolean=False).value == 76


def test_a_sex_that_is_not_recorded_is_not_called_another():
    assert ask(file({k: v for k, v in PATIENT.items() if k != "gender"}), SexRequest()).detail.startswith(
        "the administrative sex is not recorded"
    )
    assert "neither" in of(SexRequest(), gender="other").detail


@pytest.mark.parametrize(("gender", "value"), [("female", "female"), ("male", "male")])
def test_sex(gender, value):
    assert of(SexRequest(), gender=gender).value == value


@pytest.mark.parametrize("gender", ["other", "unknown", "Female", None, 7])
def test_sex_is_not_guessed(gender):
    assert of(SexRequest(), gender=gender).reason == "incomplete"


def test_a_patient_under_a_modifier_is_not_read():
    assert age(modifierExtension=[{"url": "urn:x"}]).reason == "incomplete"


def test_no_patient_is_not_a_patient_of_no_age():
    from tests.fhir_adapter.made import of as asking
    from tests.fhir_adapter.made import sent

    assert ask(sent(asking(AgeRequest()), {}), AgeRequest()).reason == "not-provided"
    assert ask(sent(asking(AgeRequest()), {"patient": None}), AgeRequest()).reason == "not-found"
