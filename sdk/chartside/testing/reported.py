"""Write genetic results, and the conditions of relatives, as a laboratory and a clinic would in FHIR."""

from __future__ import annotations

from typing import Any

from chartside.codes import Code
from chartside.facts import FamilyHistory, Genotype, Variant
from chartside.inputs.genomics import GENE_STUDIED, GENOTYPE, PHENOTYPE_OF_ANY_GENE, VARIANT

Json = dict[str, Any]
_CODING_CHANGE = Code(GENOTYPE.system, "48004-6", "DNA change (c.HGVS)")
_PRESENCE = {"present": ("LA9633-4", "Present"), "absent": ("LA9634-2", "Absent"), "no-call": ("LA18198-4", "No call")}


def genotype(fact: Genotype, observed: Json) -> Json:
    """Complete an Observation with a genotype or a phenotype of a gene."""
    code = PHENOTYPE_OF_ANY_GENE if fact.kind == "phenotype" else GENOTYPE
    gene = {"code": _concept(GENE_STUDIED), "valueCodeableConcept": {"text": fact.gene}}
    return {**observed, "code": _concept(code), "valueCodeableConcept": {"text": fact.reported}, "component": [gene]}


def variant(fact: Variant, observed: Json) -> Json:
    """Complete an Observation with a variant that was found or looked for."""
    made = {**observed, "code": _concept(VARIANT)}
    if fact.present in _PRESENCE:
        value, display = _PRESENCE[fact.present]
        made["valueCodeableConcept"] = _concept(Code(VARIANT.system, value, display))
    parts: list[Json] = [{"code": _concept(GENE_STUDIED), "valueCodeableConcept": {"text": fact.gene}}]
    parts += [{"code": _concept(_CODING_CHANGE), "valueCodeableConcept": {"text": change}} for change in fact.hgvs]
    return {**made, "component": parts}


def relative(fact: FamilyHistory, stated: Json) -> Json:
    """Complete a FamilyMemberHistory with a condition of the relative."""
    condition: Json = {"code": _concept(fact.code)}
    if fact.onset_age is not None:
        age = {"value": float(fact.onset_age), "unit": "a", "system": "http://unitsofmeasure.org", "code": "a"}
        condition["onsetAge"] = age
    whom = {"relationship": _concept(fact.relationship)} if fact.relationship else {}
    return {**{k: v for k, v in stated.items() if k != "code"}, **whom, "condition": [condition]}


def _concept(code: Code) -> Json:
    return {"coding": [{"system": code.system, "code": code.value, "display": code.display or code.value}]}
