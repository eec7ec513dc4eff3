"""Makes the hook call to measure: one patient with something to say about, padded to a size with older observations."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
PATIENT = "bench-1"

Resource = dict[str, Any]

# code, display, unit, value, days before the call; the first of each is what the analyses read.
_LABS = (
    ("2160-0", "Creatinine [Mass/volume] in Serum or Plasma", "mg/dL", "2.41", 1),
    ("2160-0", "Creatinine [Mass/volume] in Serum or Plasma", "mg/dL", "1.02", 6),
    ("718-7", "Hemoglobin [Mass/volume] in Blood", "g/dL", "10.1", 1),
    ("2823-3", "Potassium [Moles/volume] in Serum or Plasma", "mmol/L", "5.1", 1),
)
_CONDITIONS = (
    ("49436004", "Atrial fibrillation"),
    ("59621000", "Essential hypertension"),
    ("44054006", "Diabetes mellitus type 2"),
)
# What pharmacogenomics reads beside an order of amitriptyline: two genes that matter for it, three that do not.
_GENES = (
    ("CYP2C19", "HGNC:2621", "*1/*17"),
    ("CYP2D6", "HGNC:2625", "*4/*41"),
    ("CYP2C9", "HGNC:2623", "*1/*3"),
    ("SLCO1B1", "HGNC:10959", "*1/*15"),
    ("DPYD", "HGNC:3012", "Reference/c.2846A>T"),
)
_PADDING = ("8867-4", "Heart rate", "/min", "72.50")


def question(templates: Mapping[str, str], size: int, hook: str = "patient-view", now: datetime = NOW) -> bytes:
    """Return a call of about `size` bytes that fills each prefetch template by the type it asks for, its values taken before `now`."""
    record = {"Patient": [_patient()], "Condition": [_condition(i) for i in range(len(_CONDITIONS))]}
    record["Observation"] = [_observation(i, now, *lab) for i, lab in enumerate(_LABS)]
    if hook.startswith("order"):
        record["Observation"] += [_genotype(i, now, *gene) for i, gene in enumerate(_GENES)]
    body = _call(templates, record, hook)
    while len(body) < size:
        known = len(record["Observation"])
        entry = len(json.dumps(_entry(_observation(known, now, *_PADDING, 400))))
        lacking = max(1, (size - len(body)) // entry)
        record["Observation"] += [_observation(i, now, *_PADDING, 400 + i) for i in range(known, known + lacking)]
        body = _call(templates, record, hook)
    return body


def _call(templates: Mapping[str, str], record: Mapping[str, list[Resource]], hook: str) -> bytes:
    context: Resource = {"userId": "Practitioner/bench", "patientId": PATIENT}
    if hook.startswith("order"):
        context["draftOrders"] = {"resourceType": "Bundle", "type": "collection", "entry": [_entry(_draft())]}
    call = {
        "hook": hook,
        "hookInstance": "6f6e5b0c-3d2f-4b7e-9a55-2f0f4f1f9f11",
        "context": context,
        "prefetch": {key: _prefetched(template, record) for key, template in templates.items()},
    }
    return json.dumps(call).encode()


def _prefetched(template: str, record: Mapping[str, list[Resource]]) -> Resource | None:
    kind, search, _ = template.partition("?")
    if not search:
        return next(iter(record.get(kind.partition("/")[0], [])), None)
    entries = [_entry(resource) for resource in record.get(kind, [])]
    bundle: Resource = {"resourceType": "Bundle", "type": "searchset", "total": len(entries)}
    return bundle | ({"entry": entries} if entries else {})


def _entry(resource: Resource) -> Resource:
    return {"fullUrl": f"https://ehr.example/{resource['resourceType']}/{resource['id']}", "resource": resource}


def _patient() -> Resource:
    return {
        "resourceType": "Patient",
        "id": PATIENT,
        "meta": {"versionId": "3", "lastUpdated": "2026-11-01T08:00:00.000+00:00"},
        "name": [{"use": "official", "family": "Bench", "given": ["Ada"]}],
        "gender": "female",
        "birthDate": "1951-04-02",
        "address": [{"line": ["1 Example Street"], "city": "Boston", "state": "MA", "country": "US"}],
    }


def _condition(index: int) -> Resource:
    code, display = _CONDITIONS[index]
    return {
        "resourceType": "Condition",
        "id": f"condition-{index}",
        "meta": {"versionId": "1"},
        "clinicalStatus": _concept("http://terminology.hl7.org/CodeSystem/condition-clinical", "active", "Active"),
        "verificationStatus": _concept(
            "http://terminology.hl7.org/CodeSystem/condition-ver-status", "confirmed", "Confirmed"
        ),
        "category": [
            _concept(
                "http://terminology.hl7.org/CodeSystem/condition-category", "problem-list-item", "Problem List Item"
            )
        ],
        "code": _concept("http://snomed.info/sct", code, display),
        "subject": {"reference": f"Patient/{PATIENT}"},
        "onsetDateTime": "2019-05-06T10:00:00-05:00",
    }


def _observation(index: int, now: datetime, code: str, display: str, unit: str, value: str, days: int) -> Resource:
    taken = now.replace(microsecond=0) - timedelta(days=days, hours=1)
    # A float, as JSON has it; the trailing zero of 72.50 is lost here and matters to nobody in a benchmark.
    quantity = {"value": float(value), "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}
    return {
        "resourceType": "Observation",
        "id": f"observation-{index}",
        "meta": {"versionId": "1", "lastUpdated": taken.isoformat()},
        "status": "final",
        "category": [
            _concept("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory", "Laboratory")
        ],
        "code": _concept("http://loinc.org", code, display),
        "subject": {"reference": f"Patient/{PATIENT}"},
        "encounter": {"reference": f"Encounter/encounter-{index}"},
        "effectiveDateTime": taken.isoformat(),
        "issued": taken.isoformat(),
        "valueQuantity": quantity,
    }


def _genotype(index: int, now: datetime, gene: str, hgnc: str, diplotype: str) -> Resource:
    studied = _concept("http://www.genenames.org/geneId", hgnc, gene)
    return {
        "resourceType": "Observation",
        "id": f"bench-genotype-{index}",
        "status": "final",
        "code": _concept("http://loinc.org", "84413-4", "Genotype display name"),
        "subject": {"reference": f"Patient/{PATIENT}"},
        "effectiveDateTime": (now - timedelta(days=90)).isoformat(),
        "valueCodeableConcept": {"text": f"{gene} {diplotype}"},
        "component": [
            {"code": _concept("http://loinc.org", "48018-6", "Gene studied [ID]"), "valueCodeableConcept": studied}
        ],
    }


def _draft() -> Resource:
    rxnorm = "http://www.nlm.nih.gov/research/umls/rxnorm"
    return {
        "resourceType": "MedicationRequest",
        "id": "bench-draft",
        "status": "draft",
        "intent": "order",
        "medicationCodeableConcept": _concept(rxnorm, "704", "amitriptyline"),
        "subject": {"reference": f"Patient/{PATIENT}"},
    }


def _concept(system: str, code: str, display: str) -> Resource:
    return {"coding": [{"system": system, "code": code, "display": display}], "text": display}
