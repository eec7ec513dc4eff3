"""Point 9: malformed requests are normal: both forms of an id and of drafts are taken, and what cannot resolve is kept and said."""

import json

import pytest

from chartside.codes import RXNORM, CodeSet
from chartside.inputs import AgeRequest, EffectiveMedicationsRequest, Having
from engine.service.wire import Malformed, read_call
from fhir_adapter import Chart, ChartError
from tests.fhir_adapter.made import NOW, STROKE, ask, of, of_patient, rxnorm, searchset, sent, snomed, stroke
from tests.fhir_adapter.points.real import here, whole
from tests.fhir_adapter.public_data.sets import DATA, content

HAVING = Having("Condition", STROKE)
DRUG = of_patient("MedicationRequest", "d1", status="draft", intent="order", medicationCodeableConcept=rxnorm("1"))
SCAN = of_patient("ServiceRequest", "d2", status="draft", intent="order", code=snomed("77477000"))
WHAT = CodeSet.of("x", "x", RXNORM("1"))


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b'{"hook": "patient-view",\n  "context": {,}}', "line 2, column 15"),
        (b'{"hook": "patient-view", "hookInstance": "1", "context": {}}\n}', "trailing characters at line 2"),
        (b'{"a": 1,}', "line 1, column 9"),
        (b"", "line 1, column 1"),
    ],
)
def test_09_what_is_no_json_is_400_with_the_position(body, place):
    with pytest.raises(Malformed, match=place) as refused:
        read_call("patient-view", body, "t")
    assert refused.value.status == 400


@pytest.mark.parametrize(
    "patient", ["p1", "Patient/p1", " Patient/p1 ", "urn:uuid:p1", "https://ehr.example/fhir/Patient/p1"]
)
def test_09_the_patient_is_named_with_and_without_its_type(patient):
    chart = sent(of(HAVING), {"conditions": searchset(stroke())}, {"patientId": patient})
    assert chart.patient_id == "p1"
    assert [c.ref for c in ask(chart, HAVING)] == ["Condition/s1"]


@pytest.mark.parametrize("value", [None, "", "Patient/", 7, {"id": "p1"}])
def test_09_a_patient_id_that_names_nobody_is_refused_in_words(value):
    with pytest.raises(ChartError, match=r"context\.patientId"):
        sent(of(HAVING), {}, {"patientId": value})


@pytest.mark.parametrize(
    "drafts",
    [
        searchset(DRUG, SCAN),
        [DRUG, SCAN],
        [searchset(DRUG), SCAN],
        {"resourceType": "Bundle", "entry": [{"resource": DRUG}, {"fullUrl": "urn:uuid:1", "resource": SCAN}]},
    ],
)
def test_09_draft_orders_come_in_a_bundle_or_bare(drafts):
    orders = Chart.from_drafts({"draftOrders": drafts}).orders()
    assert [o.ref for o in orders] == ["MedicationRequest/d1", "ServiceRequest/d2"]
    assert orders.unknown is None


def test_09_one_draft_order_may_be_a_bare_resource():
    [order] = Chart.from_drafts({"draftOrders": DRUG}).orders()
    assert order.names(WHAT)


@pytest.mark.parametrize("subject", ["p1", "Patient/p1", "patient/p1", "urn:uuid:p1"])
def test_09_a_reference_may_be_a_bare_id(subject):
    chart = sent(of(HAVING), {"conditions": searchset(stroke(subject={"reference": subject}))})
    assert len(ask(chart, HAVING)) == 1
    other = sent(of(HAVING), {"conditions": searchset(stroke(subject={"reference": subject.replace("p1", "p2")}))})
    assert list(ask(other, HAVING)) == []


@pytest.mark.parametrize("reference", ["m1", "Medication/m1", "medication/m1"])
def test_09_a_medicine_may_be_referred_to_by_a_bare_id(reference):
    request = {"status": "active", "intent": "order", "medicationReference": {"reference": reference}}
    medication = {"resourceType": "Medication", "id": "m1", "code": rxnorm("1")}
    held = searchset(of_patient("MedicationRequest", "r", **request), medication)
    inputs = of(EffectiveMedicationsRequest(WHAT))
    chart = sent(inputs, {"medications": held})
    assert len(chart.facts(inputs, NOW)["it"]) == 1


@pytest.mark.parametrize("name", ["ServiceRequest/d2", "d2", "servicerequest/d2"])
def test_09_an_order_may_be_named_by_a_bare_id(name):
    raw = {"item1": json.dumps(searchset(SCAN)).encode()}
    orders = Chart.from_prefetch(raw, {}, {"patientId": "p1", "dispatchedOrders": [name]}).orders()
    assert ([o.ref for o in orders], orders.unknown) == (["ServiceRequest/d2"], None)


def test_09_a_bare_id_that_two_orders_bear_is_not_guessed_at():
    raw = {"item1": json.dumps(searchset(SCAN, {**DRUG, "id": "d2"})).encode()}
    orders = Chart.from_prefetch(raw, {}, {"patientId": "p1", "dispatchedOrders": ["d2"]}).orders()
    assert (list(orders), orders.unknown.reason) == ([], "not-provided")


def test_09_what_cannot_be_resolved_is_kept_and_reported():
    for unfollowed in ("ServiceRequest/unsent", "unsent", "#x", "ServiceRequest?identifier=a|b"):
        orders = Chart.from_drafts({"draftOrders": [DRUG], "dispatchedOrders": [unfollowed]}).orders()
        assert len(orders) == 1
        assert "not sent: 1" in orders.unknown.detail
    taken = stroke(subject={"reference": "Practitioner?identifier=a|b"})
    chart = sent(of(HAVING), {"conditions": searchset(taken)})
    assert len(ask(chart, HAVING)) == 1, "it was sent for this patient"
    assert any("cannot be resolved: 1" in note for note in chart.notes)
    unread = of_patient(
        "MedicationRequest", "r", status="active", intent="order", medicationReference={"reference": "x"}
    )
    inputs = of(EffectiveMedicationsRequest(WHAT))
    found = sent(inputs, {"medications": searchset(unread)}).facts(inputs, NOW)["it"]
    assert found.unknown is not None
    assert not found.known_absent


def test_09_public_requests_are_refused_with_the_position_or_read():
    here("opioid-cds")
    [file] = [f for f in (DATA / "opioid-cds").iterdir() if f.name.startswith("cases.json")]
    read, refused = 0, []
    for case in json.loads(content(file)):
        body = json.dumps(case["request"]) + (case["trailing_garbage"] or "")
        try:
            read_call(case["request"]["hook"], body.encode(), "t")
            read += 1
        except Malformed as malformed:
            refused.append((malformed.status, "column" in str(malformed)))
    assert (read, refused) == (2, [(400, True)] * 28)


def test_09_public_requests_without_what_is_no_json_all_give_a_chart_and_their_orders():
    sents = whole("opioid-cds")
    assert len(sents) == 30
    for one in sents:
        chart = one.chart()
        assert not chart.patient_id.startswith("Patient/")
        assert all(order.ref.count("/") == 1 for order in chart.orders())
    assert sum(len(one.chart().orders()) for one in sents) > 15


def test_09_the_patient_of_a_public_request_is_read_though_it_is_named_with_its_type():
    ages = [ask(one.chart(), AgeRequest(), NOW) for one in whole("opioid-cds") if one.resources]
    assert sum(bool(age) for age in ages) > 20
