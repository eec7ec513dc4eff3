"""The gate: what the record itself denies, doubts or only plans is not asserted."""

import pytest

from fhir_adapter.assertable import objection


@pytest.mark.parametrize(
    ("kind", "content", "reason"),
    [
        ("Observation", {"status": "final"}, None),
        ("Observation", {"status": "amended"}, None),
        ("Observation", {"status": "preliminary"}, "preliminary"),
        ("Observation", {"status": "registered"}, "registered"),
        ("Observation", {"status": "cancelled"}, "cancelled"),
        ("Observation", {"status": "entered-in-error"}, "entered-in-error"),
        ("Observation", {"status": "unknown"}, "unknown-status"),
        ("Observation", {"status": "whatever a hostile record says"}, "unknown-status"),
        ("Observation", {}, "no-status"),
        ("Observation", {"status": ["final"]}, "no-status"),
        ("Observation", {"status": "final", "focus": [{"reference": "Patient/child"}]}, "other-focus"),
        ("Observation", {"status": "final", "modifierExtension": [{"url": "urn:not"}]}, "modifier-extension"),
        ("Condition", {}, None),
        ("Condition", {"verificationStatus": {"coding": [{"code": "confirmed"}]}}, None),
        ("Condition", {"verificationStatus": {"coding": [{"code": "refuted"}]}}, "refuted"),
        ("Condition", {"verificationStatus": {"coding": [{"code": "provisional"}]}}, "unconfirmed"),
        ("Condition", {"verificationStatus": {"coding": [{"code": "differential"}]}}, "unconfirmed"),
        ("Condition", {"verificationStatus": {"coding": [{"code": "entered-in-error"}]}}, "entered-in-error"),
        ("Condition", {"verificationStatus": "refuted"}, "refuted"),  # the shape of an earlier release
        ("AllergyIntolerance", {"verificationStatus": {"coding": [{"code": "unconfirmed"}]}}, "unconfirmed"),
        ("MedicationRequest", {"status": "active", "intent": "order"}, None),
        ("MedicationRequest", {"status": "on-hold", "intent": "order"}, None),
        ("MedicationRequest", {"status": "active", "intent": "plan"}, "plan"),
        ("MedicationRequest", {"status": "active", "intent": "weird"}, "unknown-intent"),
        ("MedicationRequest", {"status": "cancelled", "intent": "weird"}, "cancelled"),
        ("MedicationRequest", {"status": "active"}, None),
        ("MedicationRequest", {"status": "active", "intent": "instance-order"}, None),
        ("ServiceRequest", {"status": "active", "intent": "directive"}, None),
        ("MedicationRequest", {"status": "active", "intent": "proposal"}, "proposal"),
        ("MedicationRequest", {"status": "active", "doNotPerform": True}, "do-not-perform"),
        ("MedicationRequest", {"status": "active", "doNotPerform": False}, None),
        ("MedicationRequest", {"status": "draft"}, "draft"),
        ("MedicationStatement", {"status": "not-taken"}, "not-done"),
        ("MedicationStatement", {"status": "active", "taken": "n"}, "not-done"),
        ("MedicationStatement", {"status": "intended"}, "intended"),
        ("Procedure", {"status": "completed"}, None),
        ("Procedure", {"status": "not-done"}, "not-done"),
        ("Procedure", {"status": "completed", "notDone": True}, "not-done"),
        ("Encounter", {"status": "planned"}, "planned"),
        ("Encounter", {"status": "cancelled"}, "cancelled"),
        ("DocumentReference", {"status": "current"}, None),
        ("DocumentReference", {"status": "current", "docStatus": "amended"}, None),
        ("DocumentReference", {"status": "current", "docStatus": "preliminary"}, "preliminary"),
        ("DocumentReference", {"status": "current", "docStatus": "entered-in-error"}, "entered-in-error"),
        ("DocumentReference", {"status": "superseded", "docStatus": "preliminary"}, "superseded"),
        ("Composition", {"status": "final"}, None),
        ("Composition", {"status": "preliminary"}, "preliminary"),
        ("DiagnosticReport", {"status": "partial"}, "preliminary"),
        ("FamilyMemberHistory", {"status": "partial"}, None),
        ("FamilyMemberHistory", {"status": "health-unknown"}, "health-unknown"),
        ("Immunization", {"status": "completed"}, None),
        ("Immunization", {"status": "not-done"}, "not-done"),
        ("Immunization", {"status": "completed", "notGiven": True}, "not-done"),
    ],
)
def test_why_a_record_may_not_be_asserted(kind, content, reason):
    assert objection(kind, content) == reason
