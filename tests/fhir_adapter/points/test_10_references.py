"""Point 10: every form of a reference is answered as resolved, external or unresolvable, and nothing is guessed."""

import json

import pytest

from chartside.inputs import EffectiveMedicationsRequest, ResourcesRequest
from fhir_adapter import Chart
from fhir_adapter.bundle import Piece
from fhir_adapter.index import Index
from fhir_adapter.references import References
from tests.fhir_adapter.made import PATIENT, ask, of_patient, rxnorm
from tests.fhir_adapter.points.real import first, says, whole

URN = "urn:uuid:6b01025b-43b4-a9e4-525b-872995031987"
MEDICATION = {"resourceType": "Medication", "id": "m1", "code": rxnorm("860975")}
DOCTOR = {"resourceType": "Practitioner", "id": "d1", "identifier": [{"system": "http://npi", "value": "7"}]}
CONTAINED = {**MEDICATION, "id": "c1"}
FORMS = [
    pytest.param({"reference": URN}, "resolved", id="urn-by-fullUrl"),
    pytest.param({"reference": "urn:uuid:00000000-0000-0000-0000-000000000000"}, "external", id="urn-not-here"),
    pytest.param({"reference": "Medication/m1"}, "resolved", id="type-and-id"),
    pytest.param({"reference": "Medication/m1/_history/2"}, "resolved", id="versioned"),
    pytest.param({"reference": "Medication/m2"}, "external", id="type-and-id-not-here"),
    pytest.param({"reference": "Practitioner?identifier=http://npi|7"}, "resolved", id="conditional-to-one-here"),
    pytest.param({"reference": "Practitioner?identifier=http://npi|8"}, "unresolvable", id="conditional"),
    pytest.param({"reference": "Practitioner?name=x"}, "unresolvable", id="conditional-otherwise"),
    pytest.param({"reference": "#c1"}, "resolved", id="contained"),
    pytest.param({"reference": "#c2"}, "unresolvable", id="contained-not-there"),
    pytest.param({"reference": "https://ehr.example/fhir/Medication/m1"}, "resolved", id="absolute-on-its-base"),
    pytest.param({"reference": "https://other.example/fhir/Medication/m1"}, "external", id="absolute-on-another-base"),
    pytest.param({"identifier": {"system": "a", "value": "b"}}, "unresolvable", id="identifier-only"),
    pytest.param({"display": "somebody"}, "unresolvable", id="display-only"),
    pytest.param({"reference": "medication/m1"}, "resolved", id="wrong-case"),
    pytest.param({"reference": "m1", "type": "Medication"}, "resolved", id="bare-id-with-a-type"),
    pytest.param({"reference": ""}, "unresolvable", id="empty"),
    pytest.param({"reference": 7}, "unresolvable", id="no-text"),
    pytest.param("garbage garbage", "external", id="garbage"),
    pytest.param(None, "unresolvable", id="none"),
]


def resolver():
    held = [
        (PATIENT, URN),
        (MEDICATION, "https://ehr.example/fhir/Medication/m1"),
        (DOCTOR, ""),
    ]
    return References([Index([Piece(c["resourceType"], json.dumps(c).encode(), url) for c, url in held])])


@pytest.mark.parametrize(("reference", "state"), FORMS)
def test_10_a_reference_is_resolved_external_or_unresolvable(reference, state):
    target = resolver().resolve(reference, {"resourceType": "MedicationRequest", "contained": [CONTAINED]})
    assert target.state == state
    assert (target.content is not None) == (state == "resolved")


def test_10_an_absolute_reference_keeps_its_address_where_it_leads_away():
    target = resolver().resolve("https://other.example/fhir/Medication/m1")
    assert target.id == "https://other.example/fhir/Medication/m1", "m1 of another server is another m1"


@pytest.mark.parametrize(
    ("reference", "known"),
    [
        ("Medication/m1", True),
        ("#c1", True),
        ("medication/m1", True),
        ("m1", True),
        ("urn:uuid:m", True),
        ("Medication/m2", False),
        ("Medication?code=1", False),
        ("https://other.example/fhir/Medication/m9", False),
    ],
)
def test_10_what_a_reader_cannot_follow_is_said_and_never_passed_over(reference, known):
    named = {"status": "active", "intent": "order", "medicationReference": {"reference": reference}}
    record = [PATIENT, of_patient("MedicationRequest", "r", contained=[CONTAINED], **named)]
    entries = [{"resource": r} for r in record] + [{"fullUrl": "urn:uuid:m", "resource": MEDICATION}]
    statement = of_patient("MedicationStatement", "t", status="completed", medicationCodeableConcept=rxnorm("1"))
    raw = json.dumps({"resourceType": "Bundle", "entry": [*entries, {"resource": statement}]}).encode()
    found = ask(Chart.from_patient_file(raw), EffectiveMedicationsRequest())
    assert [bool(c.codings) for c in found] == [known]
    assert (found.unknown is None) == known


@pytest.mark.parametrize(
    ("kind", "element"),
    [("Condition", "subject"), ("Immunization", "patient"), ("Coverage", "beneficiary"), ("Task", "for")],
)
def test_10_whose_a_resource_is_stands_where_its_type_says(kind, element):
    other = {**PATIENT, "id": "p2"}
    record = [{"resourceType": kind, "id": who, element: {"reference": f"Patient/{who}"}} for who in ("p1", "p2")]
    raw = json.dumps([PATIENT, other, *record]).encode()
    chart = Chart.from_patient_file(raw, {"patientId": "p1"})
    assert [r.ref for r in ask(chart, ResourcesRequest(kind))] == [f"{kind}/p1"]
    assert chart.drops == {(kind, "other-patient"): 1}
    alone = Chart.from_patient_file(json.dumps(record[0]).encode())
    assert alone.patient_id == "p1", "alone it says whose record it is"
    assert len(ask(alone, ResourcesRequest(kind))) == 1


def test_10_public_urns_lead_to_the_resource_whose_full_url_they_are():
    sent, resource = first("synthea/bundles", lambda r: r["resourceType"] == "MedicationRequest")
    chart = sent.chart()
    target = References((chart._index,)).resolve(resource["subject"])
    assert (target.state, target.kind, target.id) == ("resolved", "Patient", chart.patient_id)


def test_10_public_conditional_references_lead_to_the_one_who_bears_the_identifier():
    sent, resource = first("synthea/bulk-10-patients", says("Practitioner?identifier="))
    [reference] = {r for r in _all(resource) if r.startswith("Practitioner?identifier=")}
    target = References((sent.chart()._index,)).resolve({"reference": reference})
    assert target.state == "resolved"
    assert target.content["identifier"][0]["value"] == reference.rpartition("|")[2]


def test_10_public_contained_and_sent_medications_name_the_medicine():
    contained, resource = first("us-core", says('"#med2"'))
    [held] = ask(contained.chart(), EffectiveMedicationsRequest()) or [None]
    assert resource["id"] in held.ref
    assert held.codings


def test_10_every_public_reference_has_one_of_the_three_answers():
    states = set()
    for sent in whole("us-core"):
        references = References((sent.chart()._index,))
        states |= {references.resolve(text, r).state for r in sent.resources for text in _all(r)}
    assert states == {"resolved", "external"}


def _all(value):
    if isinstance(value, dict):
        found = [value["reference"]] if isinstance(value.get("reference"), str) else []
        return found + [r for one in value.values() for r in _all(one)]
    return [r for one in value for r in _all(one)] if isinstance(value, list) else []
