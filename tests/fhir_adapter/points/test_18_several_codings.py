"""Point 18: of several codings on one concept any may match, in any order, and what matches is one finding."""

from itertools import permutations

import pytest

from chartside.codes import LOINC, SNOMED, Code, CodeSet
from chartside.inputs import (
    EffectiveMedicationsRequest,
    EncountersRequest,
    Having,
    History,
    ImmunizationsRequest,
    ProceduresRequest,
)
from chartside.vocabulary.medicines import OPIOIDS
from fhir_adapter.concepts import codings
from tests.fhir_adapter.made import CREATININE, NOW, PATIENT, ask, creatinine, file, of_patient, stroke
from tests.fhir_adapter.points.real import whole
from tests.fhir_adapter.public_data.asking import as_facts

OURS = {"system": "http://snomed.info/sct", "code": "230690007", "display": "Cerebrovascular accident"}
ALSO = {"system": "http://snomed.info/sct", "code": "422504002", "display": "Ischemic stroke"}
LOCAL = {"system": "urn:oid:1.2.3", "code": "STR"}
EMPTY = {"display": "stroke"}
STROKE = CodeSet.of("stroke", "stroke", SNOMED("230690007"), SNOMED("422504002"))


@pytest.mark.parametrize("order", list(permutations([OURS, LOCAL, EMPTY])))
def test_18_any_coding_may_match_wherever_it_stands(order):
    [found] = ask(file(PATIENT, stroke(code={"coding": list(order)})), Having("Condition", STROKE))
    assert found.code == SNOMED("230690007")
    assert set(found.codings) == {SNOMED("230690007"), Code("urn:oid:1.2.3", "STR")}


def test_18_two_codings_that_both_match_are_one_finding():
    found = ask(file(PATIENT, stroke(code={"coding": [OURS, ALSO, OURS]})), Having("Condition", STROKE))
    assert len(found) == 1
    assert found[0].codings == (SNOMED("230690007"), SNOMED("422504002"))


def test_18_two_codes_of_one_analyte_on_one_result_are_one_point():
    both = {"coding": [{"system": "http://loinc.org", "code": c} for c in ("38483-4", "2160-0")]}
    series = ask(file(PATIENT, creatinine("a", 1, code=both)), History(CREATININE, "mg/dL"))
    assert [(q.value, q.code) for q in series] == [(1, LOINC("38483-4"))]


def made(kind, element, **more):
    return of_patient(kind, "x", **{element: {"coding": [LOCAL, OURS, ALSO]}, **more})


@pytest.mark.parametrize(
    ("resource", "request_"),
    [
        (made("Procedure", "code", status="completed"), ProceduresRequest(STROKE)),
        (made("Procedure", "code", status="completed"), ProceduresRequest()),
        (
            made("Immunization", "vaccineCode", status="completed", occurrenceDateTime="2026-01-01"),
            ImmunizationsRequest(STROKE),
        ),
        (made("AllergyIntolerance", "code"), Having("AllergyIntolerance", STROKE)),
        (
            made("MedicationRequest", "medicationCodeableConcept", status="active", intent="order"),
            EffectiveMedicationsRequest(STROKE),
        ),
        (
            of_patient("Encounter", "x", status="finished", type=[{"coding": [LOCAL]}, {"coding": [OURS, ALSO]}]),
            Having("Encounter", STROKE),
        ),
        (of_patient("Encounter", "x", status="finished", type=[{"coding": [LOCAL, OURS]}]), EncountersRequest()),
    ],
)
def test_18_it_is_so_for_every_kind(resource, request_):
    assert len(ask(file(PATIENT, resource), request_)) == 1


def test_18_a_medicine_with_the_codes_of_two_levels_is_one_medicine():
    rxnorm = "http://www.nlm.nih.gov/research/umls/rxnorm"
    concept = {"coding": [{"system": rxnorm, "code": c} for c in ("5489", "857005")]}
    medicine = of_patient("MedicationRequest", "m", status="active", intent="order", medicationCodeableConcept=concept)
    assert len(ask(file(PATIENT, medicine), EffectiveMedicationsRequest(OPIOIDS))) == 1


@pytest.mark.parametrize("kind", ["Condition", "Procedure"])
def test_18_public_concepts_with_several_codings_are_found_by_each_and_once(kind):
    tried = 0
    for sent in whole("ecqm"):
        several = [r for r in sent.resources if r["resourceType"] == kind and len(codings(r.get("code"))) > 1]
        chart = sent.chart()
        for resource in several:
            ref = f"{kind}/{resource['id']}"
            by_any = [
                [
                    c.ref
                    for c in ask(chart, Having(kind, CodeSet.of("it", "it", code), ever=True), NOW.replace(year=2035))
                ].count(ref)
                for code in codings(resource["code"])
            ]
            every = as_facts(sent.resources)[f"{kind} True"].request
            together = [c.ref for c in ask(chart, every, NOW.replace(year=2035))].count(ref)
            assert set(by_any) == {together}, "any of the codings finds it, and all of them find it once"
            assert together <= 1
            tried += 1
    assert tried > 50
