"""References in the forms that they come in."""

import json

import pytest

from fhir_adapter.bundle import Piece
from fhir_adapter.index import Index
from fhir_adapter.references import References, bare_id
from tests.fhir_adapter.made import PATIENT

MEDICATION = {"resourceType": "Medication", "id": "m1"}
HOLDER = {"resourceType": "MedicationRequest", "contained": [{"resourceType": "Medication", "id": "c1"}]}


def piece(content, url=""):
    return Piece(content["resourceType"], json.dumps(content).encode(), url)


REFERENCES = References(
    [Index([piece(PATIENT, "urn:uuid:aaaa"), piece(MEDICATION, "https://ehr.example/fhir/Medication/m1")])]
)


@pytest.mark.parametrize(
    ("reference", "state", "kind", "id"),
    [
        ({"reference": "urn:uuid:aaaa"}, "resolved", "Patient", "p1"),
        ({"reference": "Patient/p1"}, "resolved", "Patient", "p1"),
        ({"reference": "Patient/p1/_history/3"}, "resolved", "Patient", "p1"),
        ({"reference": "patient/p1"}, "resolved", "Patient", "p1"),
        ({"reference": "p1", "type": "Patient"}, "resolved", "Patient", "p1"),
        ("Patient/p1", "resolved", "Patient", "p1"),
        ({"reference": "https://ehr.example/fhir/Medication/m1"}, "resolved", "Medication", "m1"),
        (
            {"reference": "https://other.example/fhir/Medication/m1"},
            "external",
            "Medication",
            "https://other.example/fhir/Medication/m1",
        ),
        ({"reference": "#c1"}, "resolved", "Medication", ""),
        ({"reference": "#c2"}, "unresolvable", "", ""),
        ({"reference": "Patient/p2"}, "external", "Patient", "p2"),
        ({"reference": "urn:uuid:bbbb"}, "external", "", "bbbb"),
        ({"reference": "Practitioner?identifier=a|b"}, "unresolvable", "", ""),
        ({"identifier": {"value": "1"}}, "unresolvable", "", ""),
        ({"display": "somebody"}, "unresolvable", "", ""),
        ({"reference": 7}, "unresolvable", "", ""),
        (None, "unresolvable", "", ""),
        ("", "unresolvable", "", ""),
    ],
)
def test_where_a_reference_leads(reference, state, kind, id):
    target = REFERENCES.resolve(reference, HOLDER)
    assert (target.state, target.kind, target.id) == (state, kind, id)
    assert (target.content is not None) == (state == "resolved")


DOCTOR = {"resourceType": "Practitioner", "id": "d1", "identifier": [{"system": "http://npi", "value": "7"}]}
TWINS = [
    {"resourceType": "Practitioner", "id": id, "identifier": [{"system": "http://npi", "value": "8"}]}
    for id in ("d2", "d3")
]


@pytest.mark.parametrize(
    ("reference", "id"),
    [
        ("Practitioner?identifier=http://npi|7", "d1"),
        ("Practitioner?identifier=http%3A%2F%2Fnpi%7C7", "d1"),
        ("Practitioner?identifier=7", "d1"),
        ("Practitioner?identifier=http://npi|8", ""),
        ("Practitioner?identifier=http://other|7", ""),
        ("Practitioner?identifier=|7", ""),
        ("Practitioner?identifier=http://npi|7&active=true", ""),
        ("Practitioner?name=7", ""),
        ("Patient?identifier=http://npi|7", ""),
        ("Practitioner?", ""),
    ],
)
def test_a_condition_leads_to_the_one_that_is_here_and_meets_it(reference, id):
    target = References([Index([piece(one) for one in (DOCTOR, *TWINS)])]).resolve({"reference": reference})
    assert (target.state, target.id) == ("resolved" if id else "unresolvable", id)


@pytest.mark.parametrize(
    "form", ["p1", "Patient/p1", "urn:uuid:p1", "https://ehr.example/fhir/Patient/p1", " Patient/p1 "]
)
def test_an_id_is_the_same_in_every_form(form):
    assert bare_id(form) == "p1"
