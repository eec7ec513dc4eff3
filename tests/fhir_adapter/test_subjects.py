"""A resource is the patient's unless it says that it is another's: by reference, by identifier, by a Patient within."""

import pytest

from chartside.inputs import Latest
from tests.fhir_adapter.made import CREATININE, PATIENT, ask, creatinine, file

LATEST = Latest(CREATININE, "mg/dL")
ME = {
    **PATIENT,
    "identifier": [
        {"system": "urn:mrn", "value": "A1"},
        {"system": "urn:mrn", "value": "A0"},
        {"system": "urn:nhs", "value": "9"},
    ],
}


def mrn(value, system="urn:mrn"):
    return {"identifier": {"system": system, "value": value}}


def within(**held):
    return {"resourceType": "Patient", "id": "pat", **held}


def read(subject, patient=ME, **more):
    chart = file(patient, creatinine("a", 3, **{**more, "subject": subject}))
    return ask(chart, LATEST), chart


@pytest.mark.parametrize(
    ("subject", "contained"),
    [
        (mrn("B2"), None),
        ({"reference": "Patient?identifier=urn:mrn|B2"}, None),
        ({"reference": "Patient?identifier=urn%3Amrn%7CB2"}, None),
        ({"reference": "#pat"}, within(birthDate="2020-01-01")),
        ({"reference": "#pat"}, within(birthDate="1951")),
        ({"reference": "#pat"}, within(gender="male")),
        ({"reference": "#pat"}, within(birthDate="1950-03-04", identifier=[{"system": "urn:mrn", "value": "B2"}])),
        ({"reference": "#pat"}, {"resourceType": "Group", "id": "pat"}),
        ({"reference": "#pat"}, {"resourceType": "Device", "id": "pat"}),
    ],
)
def test_what_is_about_another_is_not_the_patient_s(subject, contained):
    found, chart = read(subject, contained=[contained] if contained else [])
    assert not found
    assert chart.drops == {("Observation", "other-patient"): 1}


@pytest.mark.parametrize(
    ("subject", "contained"),
    [
        (mrn("A1"), None),
        (mrn("A0"), None),
        ({"reference": "Patient?identifier=urn:mrn|A1"}, None),
        ({"reference": "#pat"}, within(birthDate="1950-03")),
        ({"reference": "#pat"}, within(birthDate="2020-01-01", identifier=[{"system": "urn:nhs", "value": "9"}])),
        ({"reference": "#pat"}, within(gender="unknown")),
        ({"display": "the patient"}, None),
        (mrn("B2", "urn:elsewhere"), None),  # another system of numbers says nothing
        ({"reference": "#gone"}, None),
    ],
)
def test_what_nobody_says_is_another_s_is_taken_for_the_patient_s(subject, contained):
    found, _ = read(subject, contained=[contained] if contained else [])
    assert found.value == 3


def test_without_an_identifier_of_the_patient_nobody_can_tell():
    found, chart = read(mrn("B2"), PATIENT)
    assert found.value == 3
    assert any("cannot be resolved" in note for note in chart.notes)
