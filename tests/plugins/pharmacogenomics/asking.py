"""Patients with genetic results, and questions about an order, as FHIR."""

import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

from chartside.registry import Registry, discover
from chartside.vocabulary.genes import GENES
from engine.asking import Case, ask_case
from plugins.pharmacogenomics.release import shipped

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
RELEASE = shipped()
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ABOUT = {"subject": {"reference": "Patient/p1"}}


@cache
def registry() -> Registry:
    return discover()


def person(born: str = "1960-01-01", sex: str | None = "female") -> dict[str, Any]:
    gender = {"gender": sex} if sex else {}
    return {"resourceType": "Patient", "id": "p1", "birthDate": born, **gender}


def gene_component(gene: str) -> dict[str, Any]:
    coding = {"system": "http://www.genenames.org/geneId", "code": GENES[gene].hgnc, "display": gene}
    return {
        "code": {"coding": [{"system": "http://loinc.org", "code": "48018-6"}]},
        "valueCodeableConcept": {"coding": [coding]},
    }


def genotype(gene: str, text: str, id: str = "", at: str = "2026-01-05", code: str = "84413-4") -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": id or f"g-{gene}",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "effectiveDateTime": at,
        "valueCodeableConcept": {"text": text},
        "component": [gene_component(gene)],
        **ABOUT,
    }


def phenotype(gene: str, text: str, id: str = "ph") -> dict[str, Any]:
    return genotype(gene, text, id, code="53040-2")


def variant(gene: str, hgvs: str, zygosity: str = "Heterozygous", id: str = "v1", found: bool = True) -> dict[str, Any]:
    code = "LA9633-4" if found else "LA9634-2"
    return {
        "resourceType": "Observation",
        "id": id,
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "69548-6"}]},
        "effectiveDateTime": "2026-01-05",
        "valueCodeableConcept": {
            "coding": [{"system": "http://loinc.org", "code": code, "display": "Present" if found else "Absent"}]
        },
        "component": [
            gene_component(gene),
            {
                "code": {"coding": [{"system": "http://loinc.org", "code": "48004-6"}]},
                "valueCodeableConcept": {"text": hgvs},
            },
            {
                "code": {"coding": [{"system": "http://loinc.org", "code": "53034-5"}]},
                "valueCodeableConcept": {"text": zygosity},
            },
        ],
        **ABOUT,
    }


def condition(code: str, display: str) -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "id": f"c-{code}",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "verificationStatus": {"coding": [{"code": "confirmed"}]},
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": code, "display": display}]},
        **ABOUT,
    }


def medicine(name: str, id: str = "", status: str = "active") -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest",
        "id": id or f"rx-{name}",
        "status": status,
        "intent": "order",
        "medicationCodeableConcept": {"text": name},
        **ABOUT,
    }


def draft(drug: str, **more: Any) -> dict[str, Any]:
    """Return a draft of one of CPIC's drugs, by its code where it has one."""
    row = next((r for r in RELEASE.rows["drugs"] if r["drug"] == drug), {"rxnorm": ""})
    concept: dict[str, Any] = {"text": drug}
    if row["rxnorm"]:
        concept["coding"] = [{"system": RXNORM, "code": row["rxnorm"], "display": drug}]
    elif row.get("atc"):
        concept["coding"] = [{"system": "http://www.whocc.no/atc", "code": row["atc"].split(",")[0]}]
    return {"resourceType": "MedicationRequest", "id": "m1", "status": "draft", "intent": "order",
            "medicationCodeableConcept": concept, **ABOUT, **more}  # fmt: skip


def ask(
    analysis: str, *record: dict[str, Any], order: dict[str, Any] | None = None, patient: dict[str, Any] | None = None
) -> Any:
    """Ask one analysis and return its result; ``results`` where it was asked for several orders."""
    entries = [{"resource": one} for one in (patient or person(), *record)]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    context: dict[str, Any] = {"patientId": "p1", "userId": "Practitioner/d1"}
    if order is not None:
        context["draftOrders"] = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": order}]}
    said = ask_case(registry(), Case(analysis, json.dumps(bundle).encode(), None, context, NOW), NOW)
    return said["results"][0] if "results" in said and len(said["results"]) == 1 else said


def order(drug: str | dict[str, Any], *record: dict[str, Any], **more: Any) -> Any:
    """Ask about an order of a drug."""
    return ask("pharmacogenomics.order", *record, order=draft(drug) if isinstance(drug, str) else drug, **more)


def working(result: Any) -> Any:
    return result["explanation"].get("working", {})


def branches(result: Any) -> set[tuple[str, str, str]]:
    """Return population, action and strength of each recommendation."""
    return {(r["population"], r["action"], r["strength"]) for r in working(result).get("recommendations", ())}


def actions(result: Any) -> set[str]:
    return {action for _, action, _ in branches(result)}


def words(result: Any) -> str:
    """Return everything that a reader sees."""
    return " ".join([result["reason"], *(f"{c['summary']} {c.get('detail', '')}" for c in result["cards"])])
