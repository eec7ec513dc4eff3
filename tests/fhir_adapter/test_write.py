"""Suggestions as CDS Hooks actions with valid resources."""

from decimal import Decimal
from types import MappingProxyType

import pytest

from chartside.actions import Action, Draft, Entry
from chartside.codes import LOINC, RXNORM, Code
from fhir_adapter.write import WriteError, action, model

CLOPIDOGREL = {
    "resourceType": "MedicationRequest",
    "id": "rx-1",
    "text": {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">Clopidogrel</div>'},
    "contained": [{"resourceType": "Medication", "id": "med"}, {"resourceType": "Practitioner", "id": "who"}],
    "status": "draft",
    "intent": "order",
    "medicationReference": {"reference": "#med"},
    "subject": {"reference": "Patient/p1"},
    "authoredOn": "2026-01-01T10:00:00+02:00",
    "requester": {"reference": "#who"},
    "reasonCode": [{"text": "stent"}],
    "dosageInstruction": [
        {"text": "75 mg daily", "doseAndRate": [{"doseQuantity": {"value": Decimal("75.0"), "unit": "mg"}}]}
    ],
    "dispenseRequest": {"quantity": {"value": Decimal(30)}},
    "extension": [{"url": "https://example.org/weight", "valueDecimal": Decimal("70.50")}],
}
ORDERS = {"MedicationRequest/rx-1": CLOPIDOGREL}
PRASUGREL = Draft(RXNORM("855812", "prasugrel 10 MG Oral Tablet"), "MedicationRequest", "10 mg once daily")


def replacing(draft=PRASUGREL, orders=ORDERS, ref="MedicationRequest/rx-1"):
    return action(Action("replace", "Order prasugrel instead", ref, draft), orders, "p1")


def test_stop_deletes_the_draft_by_its_reference():
    assert action(Action("stop", "Do not sign", "MedicationRequest/rx-1"), ORDERS, "p1") == {
        "type": "delete",
        "description": "Do not sign",
        "resourceId": "MedicationRequest/rx-1",
    }


def test_replace_updates_the_entire_order_and_leaves_nothing_of_the_old_drug():
    written = replacing()
    assert (written["type"], written["description"]) == ("update", "Order prasugrel instead")
    assert written["resource"] == {
        "resourceType": "MedicationRequest",
        "id": "rx-1",
        "contained": [{"resourceType": "Practitioner", "id": "who"}],
        "status": "draft",
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
        "authoredOn": "2026-01-01T10:00:00+02:00",
        "requester": {"reference": "#who"},
        "reasonCode": [{"text": "stent"}],
        "extension": [{"url": "https://example.org/weight", "valueDecimal": Decimal("70.50")}],
        "medicationCodeableConcept": {
            "coding": [
                {
                    "system": "http://www.nlm.nih.gov/research/umls/rxnorm",
                    "code": "855812",
                    "display": "prasugrel 10 MG Oral Tablet",
                }
            ],
            "text": "prasugrel 10 MG Oral Tablet",
        },
        "dosageInstruction": [{"text": "10 mg once daily"}],
    }
    assert str(written["resource"]["extension"][0]["valueDecimal"]) == "70.50"


def test_replace_does_not_change_the_draft_it_was_given():
    before = repr(CLOPIDOGREL)
    replacing()
    assert repr(CLOPIDOGREL) == before


def test_a_lean_draft_is_completed_to_valid_fhir():
    lean = {"MedicationRequest/rx-2": {"resourceType": "MedicationRequest", "id": "rx-2", "note": []}}
    resource = replacing(orders=lean, ref="MedicationRequest/rx-2")["resource"]
    assert (resource["status"], resource["intent"], resource["subject"]) == (
        "draft",
        "order",
        {"reference": "Patient/p1"},
    )
    assert "note" not in resource


def test_order_creates_a_draft_for_the_patient():
    draft = Draft(LOINC("98979-8", "eGFR"), instructions="fasting not needed")
    assert action(Action("order", "Order eGFR", draft=draft), {}, "Patient/p1") == {
        "type": "create",
        "description": "Order eGFR",
        "resource": {
            "resourceType": "ServiceRequest",
            "status": "draft",
            "intent": "order",
            "subject": {"reference": "Patient/p1"},
            "code": {"coding": [{"system": "http://loinc.org", "code": "98979-8", "display": "eGFR"}], "text": "eGFR"},
            "patientInstruction": "fasting not needed",
        },
    }


@pytest.mark.parametrize(
    ("attempt", "mend"),
    [
        (lambda: replacing(ref="MedicationRequest/other"), "cite the Order"),
        (lambda: replacing(draft=None), "give it a Draft"),
        (lambda: replacing(draft=Draft(LOINC("1-8"))), "give the Draft the order's kind"),
        (
            lambda: action(
                Action("stop", "x", "urn:uuid:1"), {"urn:uuid:1": {"resourceType": "MedicationRequest"}}, "p1"
            ),
            "with an id",
        ),
        (lambda: action(Action("order", "x"), {}, "p1"), "give it a Draft"),
        (lambda: action(Action("enter", "x"), {}, "p1"), "give it an Entry"),
    ],
)
def test_what_cannot_be_written_says_the_mend(attempt, mend):
    with pytest.raises(WriteError, match=mend):
        attempt()


def test_an_invalid_draft_is_refused_without_its_content():
    broken = {**CLOPIDOGREL, "SECRET-KEY": "SECRET", "authoredOn": "SECRET", "requester": "SECRET"}
    with pytest.raises(WriteError) as caught:
        replacing(orders={"MedicationRequest/rx-1": broken})
    assert "SECRET" not in str(caught.value)
    assert "authoredOn" in str(caught.value)
    assert caught.value.__suppress_context__


def test_model_reads_a_frozen_view():
    frozen = MappingProxyType({"resourceType": "Patient", "name": (MappingProxyType({"family": "Doe"}),)})
    assert model(frozen).name[0].family == "Doe"


@pytest.mark.parametrize(
    ("kind", "whose", "system"),
    [
        ("AllergyIntolerance", "patient", "allergyintolerance-verification"),
        ("Condition", "subject", "condition-ver-status"),
    ],
)
def test_what_is_entered_on_a_list_is_unconfirmed_and_says_where_it_comes_from(kind, whose, system):
    made = action(Action("enter", "Enter it", entry=Entry(RXNORM("7980", "penicillin G"), kind, "A letter")), {}, "p1")
    assert (made["type"], made["description"]) == ("create", "Enter it")
    resource = made["resource"]
    assert resource["resourceType"] == kind
    assert resource[whose] == {"reference": "Patient/p1"}
    assert resource["verificationStatus"]["coding"] == [
        {"system": f"http://terminology.hl7.org/CodeSystem/{system}", "code": "unconfirmed"}
    ]
    assert resource["note"] == [{"text": "A letter"}]
    assert resource["code"]["coding"][0]["code"] == "7980"
    assert model(resource).note[0].text == "A letter"


def test_what_has_no_code_is_entered_in_words_alone():
    made = action(
        Action("enter", "x", entry=Entry(Code("", "latex", "Latex"), "MedicationStatement")), {}, "Patient/p1"
    )
    assert made["resource"] == {
        "resourceType": "MedicationStatement",
        "status": "active",
        "medicationCodeableConcept": {"text": "Latex"},
        "subject": {"reference": "Patient/p1"},
    }


@pytest.mark.parametrize("content", [{}, {"resourceType": "SECRET"}, {"resourceType": "Patient", "name": "SECRET"}])
def test_model_refuses_what_is_not_r4(content):
    with pytest.raises(ValueError, match="R4") as caught:
        model(content)
    assert "SECRET" not in str(caught.value)
