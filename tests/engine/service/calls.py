"""Hook calls made of small pieces."""

from typing import Any

PATIENT = {"resourceType": "Patient", "id": "p1", "birthDate": "1950-01-01", "gender": "female"}


def bundle(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    entry = [{"resource": r, "search": {"mode": "match"}} for r in resources]
    return {"resourceType": "Bundle", "type": "searchset", "total": len(entry), "entry": entry, **more}


def observation(id: str, code: str, value: float, unit: str, at: str = "2026-11-01T10:00:00Z") -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": id,
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": at,
        "valueQuantity": {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit},
    }


def creatinine(value: float, at: str = "2026-11-01T10:00:00Z", id: str = "cr1") -> dict[str, Any]:
    return observation(id, "2160-0", value, "mg/dL", at)


def condition(id: str, code: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "id": id,
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "verificationStatus": {"coding": [{"code": "confirmed"}]},
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": code}]},
        "subject": {"reference": "Patient/p1"},
        **more,
    }


def order(id: str = "m1", code: str = "860975") -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest",
        "id": id,
        "status": "draft",
        "intent": "order",
        "medicationCodeableConcept": {
            "coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": code}]
        },
        "subject": {"reference": "Patient/p1"},
    }


NOTHING = bundle()
FULL = {
    "patient": PATIENT,
    "conditions": NOTHING,
    "medications": NOTHING,
    "medicationStatements": NOTHING,
    "procedures": NOTHING,
    "observations": NOTHING,
}


def view(prefetch: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    call = {
        "hook": "patient-view",
        "hookInstance": "6bc883b2-b795-4dcb-b661-34884a31d472",
        "context": {"userId": "Practitioner/d1", "patientId": "p1"},
    }
    return call | ({} if prefetch is None else {"prefetch": prefetch}) | more


def sign(orders: list[dict[str, Any]], prefetch: dict[str, Any] | None = None) -> dict[str, Any]:
    call = view(prefetch, hook="order-sign")
    call["context"] |= {"draftOrders": bundle(*orders)}
    return call


def lines(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the outcomes but those of two plugins that answer every hook and have tests of their own."""
    found = answer["extension"]["org.chartside.outcomes"]
    return [line for line in found if not line["analysis"].startswith(("opioids.", "pharmacogenomics."))]


def outcomes(answer: dict[str, Any]) -> dict[str, str]:
    return {line["analysis"]: line["outcome"] for line in lines(answer)}
