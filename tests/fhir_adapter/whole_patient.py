"""A patient of our own whose record holds a little of every type, and much of what tells one form from another."""

from tests.fhir_adapter.made import PATIENT, concept, creatinine, loinc, of_patient, quantity, rxnorm, snomed, stroke


def own():
    """Make a patient of our own whose record is full of what tells forms apart."""
    medication = {"resourceType": "Medication", "id": "m1", "code": rxnorm("860975")}
    named = {"status": "active", "intent": "order", "medicationReference": {"reference": "Medication/m1"}}
    about = {"patient": {"reference": "Patient/p1"}}
    panel = {
        "status": "final",
        "code": loinc("85354-9"),
        "effectiveDateTime": "2026-05-20",
        "component": [
            {"code": loinc("8480-6"), "valueQuantity": quantity(141, "mm[Hg]")},
            {"code": loinc("8462-4"), "valueQuantity": quantity(88, "mm[Hg]")},
        ],
    }
    period = {"start": "2026-02-01T08:00:00Z", "end": "2026-02-02T09:00:00Z"}
    error = {"coding": [{"code": "entered-in-error"}]}
    cvx = concept("http://hl7.org/fhir/sid/cvx", "140")
    return [
        PATIENT,
        creatinine("o1", 1.50),
        creatinine("o2", 1.2, "2025-12-01T08:00:00+01:00", comparator="<"),
        creatinine("o3", 90, "2025-06-30", unit="umol/L"),
        creatinine("o4", 1.1, "2010-01-01T00:00:00Z"),
        creatinine("o5", 9, "2026-05-02T08:00:00Z", status="entered-in-error"),
        of_patient("Observation", "o6", **panel),
        stroke("c1", onsetDateTime="2016-05"),
        stroke("c2", verificationStatus=error),
        of_patient("Condition", "c3", code=snomed("38341003"), clinicalStatus={"coding": [{"code": "resolved"}]}),
        {"resourceType": "AllergyIntolerance", "id": "a1", "code": snomed("419474003"), **about},
        medication,
        of_patient("MedicationRequest", "r1", authoredOn="2026-01-01", **named),
        of_patient("MedicationRequest", "r2", **{**named, "status": "stopped"}),
        of_patient("MedicationStatement", "r3", status="active", medicationCodeableConcept=rxnorm("310965")),
        of_patient("Encounter", "e1", status="finished", period=period, **{"class": {"code": "AMB"}}),
        of_patient("Procedure", "p1", status="completed", code=snomed("73761001"), performedPeriod=period),
        of_patient("Procedure", "p2", status="not-done", code=snomed("76601001"), performedDateTime="2026-01-01"),
        {
            "resourceType": "Immunization",
            "id": "i1",
            "status": "completed",
            "vaccineCode": cvx,
            "occurrenceDateTime": "2025-10-01",
            **about,
        },
        of_patient("CarePlan", "l1", status="active", intent="plan"),
        of_patient("DiagnosticReport", "d1", status="final", code=loinc("57698-3"), effectiveDateTime="2026-05-01"),
        of_patient("Goal", "g1", lifecycleStatus="active", description={"text": "walk"}),
        of_patient(
            "ImagingStudy",
            "x1",
            status="available",
            started="2026-03-01",
            series=[{"uid": "1", "modality": {"code": "DX"}}],
        ),
    ]
