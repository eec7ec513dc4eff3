"""Write a pharmacogenomic summary as a Bundle after HL7 Genomics Reporting: a report, genotypes, and what follows for each drug."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from chartside.codes import LOINC_SYSTEM
from chartside.vocabulary.genes import GENES
from fhir_adapter.write import model

_IG = "http://hl7.org/fhir/uv/genomics-reporting"
_TBD = f"{_IG}/CodeSystem/tbd-codes-cs"
_LABORATORY = {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "laboratory"}


def genomics_report(summary: Mapping[str, Any], patient: str, issued: str) -> dict[str, Any]:
    """Return a collection Bundle of what a summary says; raises WriteError where it would be no valid FHIR R4.

    ``summary`` holds ``genes`` (diplotype, phenotype, activityScore, reported) and ``drugs`` (recommendations by population), as the
    working of a summary does; ``issued`` is an instant. Nothing in it is a laboratory's own: status is preliminary.
    """
    subject = {"reference": f"Patient/{patient.removeprefix('Patient/')}"}
    genotypes = {gene: _genotype(gene, said, subject, issued) for gene, said in summary.get("genes", {}).items()}
    implications = [
        _implication(drug, one, genotypes, subject, issued)
        for drug, said in summary.get("drugs", {}).items()
        for one in said.get("recommendations", ())
    ]
    results = [*genotypes.values(), *implications]
    report = {
        "resourceType": "DiagnosticReport",
        "id": _id("report", patient, issued),
        "meta": {"profile": [f"{_IG}/StructureDefinition/genomic-report"]},
        "status": "preliminary",
        "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0074", "code": "GE"}]}],
        "code": {"coding": [{"system": LOINC_SYSTEM, "code": "51969-4", "display": "Genetic analysis report"}]},
        "subject": subject,
        "issued": issued,
        "result": [{"reference": f"Observation/{one['id']}"} for one in results],
        "conclusion": _conclusion(summary),
    }
    resources = [report, *results]
    for resource in resources:
        model(resource)
    entries = [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources]
    return {"resourceType": "Bundle", "type": "collection", "timestamp": issued, "entry": entries}


def _conclusion(summary: Mapping[str, Any]) -> str:
    knowledge = summary.get("knowledge", {})
    drugs = len(summary.get("drugs", {}))
    return (
        f"Pharmacogenomic summary by software, reviewed by no clinician: {len(summary.get('genes', {}))} genes, {drugs} drugs; "
        f"CPIC tables of {knowledge.get('date', 'an unknown day')}."
    )


def _genotype(gene: str, said: Mapping[str, Any], subject: Mapping[str, str], issued: str) -> dict[str, Any]:
    words = said.get("diplotype") or said.get("phenotype") or "not known"
    notes = [
        f"{name}: {said[key]}"
        for name, key in (("Phenotype", "phenotype"), ("Activity score", "activityScore"))
        if key in said
    ]
    made = {
        "resourceType": "Observation",
        "id": _id(gene, subject["reference"], issued),
        "meta": {"profile": [f"{_IG}/StructureDefinition/genotype"]},
        "status": "preliminary",
        "category": [{"coding": [_LABORATORY]}],
        "code": {"coding": [{"system": LOINC_SYSTEM, "code": "84413-4", "display": "Genotype display name"}]},
        "subject": dict(subject),
        "issued": issued,
        "valueCodeableConcept": {"text": f"{gene} {words}"},
        "component": [_gene(gene)],
    }
    when = said.get("reported")
    return (
        made | ({"effectiveDateTime": when} if when else {}) | ({"note": [{"text": "; ".join(notes)}]} if notes else {})
    )


def _gene(gene: str) -> dict[str, Any]:
    known = GENES.get(gene)
    concept: dict[str, Any] = {"text": gene}
    if known is not None:
        concept["coding"] = [{"system": known.code.system, "code": known.hgnc, "display": gene}]
    return {
        "code": {"coding": [{"system": LOINC_SYSTEM, "code": "48018-6", "display": "Gene studied [ID]"}]},
        "valueCodeableConcept": concept,
    }


def _implication(
    drug: str,
    one: Mapping[str, Any],
    genotypes: Mapping[str, Mapping[str, Any]],
    subject: Mapping[str, str],
    issued: str,
) -> dict[str, Any]:
    genes = [gene for gene in one.get("for", {}) if gene in genotypes]
    parts = (one.get("action"), one.get("quantity"), one.get("care"), one.get("strength"))
    return {
        "resourceType": "Observation",
        "id": _id(drug, str(one.get("id")), subject["reference"], issued, *one.get("for", {}).values()),
        "meta": {"profile": [f"{_IG}/StructureDefinition/therapeutic-implication"]},
        "status": "preliminary",
        "category": [{"coding": [_LABORATORY]}],
        "code": {"coding": [{"system": _TBD, "code": "therapeutic-implication"}]},
        "subject": dict(subject),
        "issued": issued,
        **({"derivedFrom": [{"reference": f"Observation/{genotypes[gene]['id']}"} for gene in genes]} if genes else {}),
        "note": [
            {
                "text": f"{one.get('population')}: {'; '.join(str(part) for part in parts if part)} (CPIC {one.get('id')})"
            }
        ],
        "component": list(_components(drug, one)),
    }


def _components(drug: str, one: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield {
        "code": {"coding": [{"system": LOINC_SYSTEM, "code": "51963-7", "display": "Medication assessed [ID]"}]},
        "valueCodeableConcept": {"text": drug},
    }
    yield {
        "code": {"coding": [{"system": LOINC_SYSTEM, "code": "93044-6", "display": "Level of evidence"}]},
        "valueCodeableConcept": {"text": f"CPIC {one.get('strength', 'not stated')}"},
    }


def _id(*parts: str) -> str:
    return str(uuid5(NAMESPACE_URL, "/".join(parts)))
