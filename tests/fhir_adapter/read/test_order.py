"""Draft orders, whatever the hook calls them and however a client wraps them."""

import json

import pytest

from chartside.codes import RXNORM, CodeSet
from fhir_adapter import Chart
from tests.fhir_adapter.made import of_patient, rxnorm, snomed

DRUG = of_patient("MedicationRequest", "d1", status="draft", intent="order", medicationCodeableConcept=rxnorm("1"))
SCAN = of_patient("ServiceRequest", "d2", status="draft", intent="order", code=snomed("77477000"))
WHAT = CodeSet.of("x", "x", RXNORM("1"))


def bundle(*resources):
    return {"resourceType": "Bundle", "entry": [{"resource": r} for r in resources]}


def orders(context, prefetch=()):
    raw = {f"item{i}": json.dumps(r).encode() for i, r in enumerate(prefetch)}
    return Chart.from_prefetch(raw, {}, {"patientId": "Patient/p1", **context}).orders()


@pytest.mark.parametrize(
    "context",
    [
        {"draftOrders": bundle(DRUG, SCAN)},
        {"draftOrders": json.dumps(bundle(DRUG, SCAN)).encode()},
        {"draftOrders": [DRUG, SCAN]},
        {"orders": bundle(DRUG, SCAN)},
        {"draftOrders": DRUG, "orders": SCAN},
        {"medications": bundle(DRUG), "order": SCAN},
        {"medications": [bundle(DRUG)], "draftOrders": bundle(SCAN)},
    ],
)
def test_every_wrapping(context):
    found = orders(context)
    assert [(o.ref, o.kind) for o in found] == [
        ("MedicationRequest/d1", "MedicationRequest"),
        ("ServiceRequest/d2", "ServiceRequest"),
    ]
    assert found[0].names(WHAT)
    assert found.unknown is None


def test_only_bytes_that_were_received_have_a_hash():
    assert orders({"draftOrders": bundle(DRUG)})[0].sha256 == ""
    assert orders({"draftOrders": json.dumps(bundle(DRUG)).encode()})[0].sha256


@pytest.mark.parametrize(
    "more", [{"doNotPerform": True}, {"status": "stopped"}, {"status": "cancelled"}, {"status": "revoked"}]
)
def test_an_order_that_stops_names_nothing(more):
    [order] = orders({"draftOrders": bundle({**DRUG, **more})})
    assert order.stops
    assert order.names(WHAT) is None


def test_a_draft_without_status_intent_or_medicine_is_still_an_order():
    bare = {"resourceType": "MedicationRequest", "id": "b"}
    [order] = orders({"draftOrders": bundle(bare)})
    assert (order.ref, order.codings, order.intent) == ("MedicationRequest/b", (), "")


def test_a_medicine_of_the_draft_bundle_is_followed():
    named = {**DRUG, "medicationReference": {"reference": "Medication/x"}}
    del named["medicationCodeableConcept"]
    drug = {"resourceType": "Medication", "id": "x", "code": rxnorm("1")}
    assert orders({"draftOrders": bundle(named, drug)})[0].names(WHAT)


def test_what_is_no_order_is_left_out_and_what_cannot_be_read_is_said():
    wrong = {**SCAN, "id": "d3", "status": "entered-in-error"}
    found = orders({"draftOrders": bundle(DRUG, wrong)})
    assert ([o.ref for o in found], found.unknown) == (["MedicationRequest/d1"], None)
    assert (
        orders({"draftOrders": bundle(DRUG, {**SCAN, "modifierExtension": [{"url": "urn:x"}]})}).unknown.reason
        == "incomplete"
    )
    assert orders({"draftOrders": bundle(DRUG, 7)}).unknown.reason == "incomplete"


@pytest.mark.parametrize("kind", ["MedicationDispense", "RequestGroup", "Task", "Claim"])
def test_an_order_of_a_type_that_is_not_read_is_not_passed_over(kind):
    for context in (
        {"draftOrders": bundle({"resourceType": kind, "id": "x"})},
        {"draftOrders": bundle(DRUG, {"resourceType": kind})},
    ):
        found = orders(context)
        assert (found.known_absent, found.unknown.reason) == (False, "incomplete")


def test_what_stands_beside_orders_is_no_order():
    found = orders({"draftOrders": bundle(DRUG, {"resourceType": "Practitioner", "id": "x"})})
    assert (len(found), found.unknown) == (1, None)


def test_an_order_for_another_patient_is_not_judged_and_not_passed_over():
    other = {**SCAN, "subject": {"reference": "Patient/p2"}}
    found = orders({"draftOrders": bundle(DRUG, other)})
    assert ([o.ref for o in found], found.unknown.reason) == (["MedicationRequest/d1"], "conflicting")


def test_dispatched_orders_are_followed_into_what_was_sent():
    found = orders({"dispatchedOrders": ["ServiceRequest/d2", "ServiceRequest/unsent"]}, prefetch=[SCAN])
    assert [o.ref for o in found] == ["ServiceRequest/d2"]
    assert found.unknown.reason == "not-provided"


@pytest.mark.parametrize(
    "junk", [None, 7, "text", [], {}, [1, "a"], {"resourceType": 3}, {"draftOrders": {}}, b"broken", b""]
)
def test_junk_is_no_order_and_no_error(junk):
    assert not orders({"draftOrders": junk})
