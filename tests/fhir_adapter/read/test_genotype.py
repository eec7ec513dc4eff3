"""Genetic results: in the laboratory's words, whichever element holds them, of the gene that is stated."""

import json
from typing import get_args

import pytest

from chartside.codes import LOINC
from chartside.inputs import GenotypesRequest
from chartside.snapshot import freeze, thaw
from chartside.vocabulary.genes import CYP2C9Genotypes, HLABGenotypes
from tests.fhir_adapter.made import PATIENT, ask, concept, file, loinc, of_patient

PHARMVAR, HGNC = "http://www.pharmvar.org", "http://www.genenames.org"
EVERY = GenotypesRequest(phenotypes=((LOINC("79716-7"), "CYP2C9"),))
CYP2D6 = GenotypesRequest(frozenset({"CYP2D6"}))


def gene(symbol="CYP2D6", code="HGNC:2625"):
    return {"code": loinc("48018-6"), "valueCodeableConcept": concept(HGNC, code, symbol)}


def value(code="", display="", text=""):
    coding = {"system": PHARMVAR, **({"code": code} if code else {}), **({"display": display} if display else {})}
    held = {"coding": [coding]} if code or display else {}
    return {"valueCodeableConcept": held | ({"text": text} if text else {})}


def result(id="g1", *components, code="84413-4", **more):
    dated = {"status": "final", "effectiveDateTime": "2020-01-01"}
    said = {**dated, "code": loinc(code), "component": list(components), **more}
    return of_patient("Observation", id, **said)


def genotypes(*resources, request=EVERY):
    return ask(file(PATIENT, *resources), request)


@pytest.mark.parametrize(
    ("held", "reported"),
    [
        (value("*1/*4"), "*1/*4"),
        (value("CYP2D6_*1/*4", "CYP2D6 *1/*4"), "CYP2D6_*1/*4"),
        (value(display="*1/*4"), "*1/*4"),
        (value("PV00126", "*1/*4"), "*1/*4"),
        (value("14909", "*1/*4"), "*1/*4"),
        (value("CYP2D6", "CYP2D6 *1/*4"), "CYP2D6 *1/*4"),
        (value('CYP2D6*1*4"', "CYP2D6 *1/*4"), "CYP2D6 *1/*4"),
        (value(text="CYP2D6*1.001 / CYP2D6*4.001"), "CYP2D6*1.001 / CYP2D6*4.001"),
        ({"valueString": " *1/*4 "}, "*1/*4"),
    ],
)
def test_the_wording_is_found_in_whichever_element(held, reported):
    (one,) = genotypes(result("g", gene(), **held))
    assert (one.gene, one.reported, one.kind) == ("CYP2D6", reported, "genotype")
    assert one.gene_code.value == "HGNC:2625"


@pytest.mark.parametrize(
    ("said", "symbol"),
    [
        ("CYP2D6 *1/*4", "CYP2D6"),
        ("cyp2d6*1/*4", "CYP2D6"),
        ("CYP2D6_*1/*1", "CYP2D6"),
        ("HLA-B*57:01", "HLA-B"),
        ("hla#3.33.0#HLA-A*02:69+HLA-A*23:30", "HLA-A"),
        ("NM_022787.3(NMNAT1):c.[53A>G];[769G>A]", "NMNAT1"),
        ("DPYD c.1905+1G>A", "DPYD"),
        ("CYP2D6 normal metabolizer", "CYP2D6"),
        ("POOR METABOLIZER", ""),
        ("*1/*4", ""),
    ],
)
def test_without_a_component_the_wording_names_the_gene(said, symbol):
    (one,) = genotypes(result(valueString=said))
    assert (one.gene, one.reported) == (symbol, said)


def test_a_gene_that_is_asked_for_is_seen_at_the_start_of_a_wording():
    assert genotypes(result(valueString="TPMT deficient"), request=GenotypesRequest(frozenset({"TPMT"})))


def test_a_gene_known_by_its_number_only():
    (one,) = genotypes(result("g", gene(""), **value("*1/*4")), request=CYP2D6)
    assert (one.gene, one.gene_code.value) == ("CYP2D6", "HGNC:2625")
    (bare,) = genotypes(result("g", gene("", "2625"), **value("*1/*4")), request=CYP2D6)
    assert bare.gene == "CYP2D6"
    (worded,) = genotypes(result("g", gene("", "HGNC:99999999"), **value("ABCD1 *1/*4")))
    assert (worded.gene, worded.gene_code.value) == ("ABCD1", "HGNC:99999999")


def test_the_number_of_a_gene_decides_over_its_display():
    chart = file(PATIENT, result("g", gene("CYP2C9", "HGNC:2625"), **value("*1/*4")))
    (one,) = ask(chart, EVERY)
    assert (one.gene, one.gene_code.display) == ("CYP2D6", "CYP2C9")
    assert any("displayed in the record as another than its number says" in note for note in chart.notes)


def test_of_several_genes_the_wording_says_which():
    (one,) = genotypes(result("g", gene("CYP2C9", "HGNC:2623"), gene("VKORC1", "HGNC:23663"), **value("CYP2C9 *2/*5")))
    assert one.gene == "CYP2C9"
    (other,) = genotypes(result("g", gene("CYP2C9", "HGNC:2623"), gene("VKORC1", "HGNC:23663"), **value("*2/*5")))
    assert other.gene == ""


def test_a_wording_that_names_another_gene_is_no_result_of_either():
    chart = file(PATIENT, result("g", gene("CYP2C19", "HGNC:2621"), **value("CYP2D6 *1/*4")))
    found = ask(chart, EVERY)
    assert (found.items, found.unknown.reason) == ((), "incomplete")
    assert chart.drops == {("Observation", "conflicting"): 1}


def test_the_short_name_of_an_hla_gene_is_the_gene():
    (one,) = genotypes(result("g", gene("HLA-DRB1", "HGNC:4948"), valueString="DRB1*13:01"))
    assert one.gene == "HLA-DRB1"


def test_phenotypes_by_their_own_code_by_the_common_one_and_as_component():
    own = result("p1", code="79716-7", valueCodeableConcept=loinc("LA10317-8", "Intermediate metabolizer"))
    common = result("p2", gene(), code="53040-2", valueCodeableConcept={"text": "Poor metabolizer"})
    within = {"code": loinc("53040-2"), "valueCodeableConcept": {"text": "Normal metabolizer"}}
    part = result("p3", gene("TPMT", "HGNC:12014"), within, code="51963-7")
    found = genotypes(own, common, part)
    assert [(g.gene, g.reported, g.kind) for g in found] == [
        ("CYP2C9", "Intermediate metabolizer", "phenotype"),
        ("CYP2D6", "Poor metabolizer", "phenotype"),
        ("TPMT", "Normal metabolizer", "phenotype"),
    ]
    assert found[0].codings == (LOINC("LA10317-8"),)


def test_a_haplotype_is_told_as_one():
    (one,) = genotypes(result("h", gene(), code="84414-2", **value("*4")))
    assert (one.kind, one.conflicts) == ("haplotype", ())


@pytest.mark.parametrize(
    "held",
    [
        {"valueString": "./."},
        {"valueString": "No Call"},
        {"valueCodeableConcept": loinc("LA18198-4", "No call")},
        {"dataAbsentReason": {"text": "failed"}},
        {"valueQuantity": {"value": 2}},
        {},
    ],
)
def test_no_call_is_no_result_and_is_said(held):
    chart = file(PATIENT, result("g", gene(), **held))
    found = ask(chart, EVERY)
    assert (found.items, found.unknown.detail) == ((), "genetic results without a value: 1")
    assert chart.drops == {("Observation", "no-value"): 1}


def test_two_that_differ_are_both_kept_and_name_each_other():
    one, same, other = (result(f"g{i}", gene(), **value(v)) for i, v in enumerate(("*1/*4", "CYP2D6 *4/*1", "*1/*1")))
    found = {g.ref: g.conflicts for g in genotypes(one, same, other)}
    assert found == {
        "Observation/g0": ("Observation/g2",),
        "Observation/g1": ("Observation/g2",),
        "Observation/g2": ("Observation/g0", "Observation/g1"),
    }


def test_two_haplotypes_are_the_pair_and_a_third_differs():
    three = [result(f"h{i}", gene(), code="84414-2", **value(v)) for i, v in enumerate(("*1", "*4", "*10"))]
    assert [g.conflicts for g in genotypes(*three[:2])] == [(), ()]
    assert all(g.conflicts for g in genotypes(*three))


def test_code_and_display_that_disagree_are_said():
    chart = file(PATIENT, result("g", gene(), **value("*1/*4", "*1/*5")))
    (one,) = ask(chart, EVERY)
    assert (one.reported, one.display) == ("*1/*4", "*1/*5")
    assert any("coded as one thing" in note for note in chart.notes)


def test_only_the_genes_asked_for():
    other = result("o", gene("CYP2C19", "HGNC:2621"), **value("*1/*2"))
    assert [g.gene for g in genotypes(result("g", gene(), **value("*1/*4")), other, request=CYP2D6)] == ["CYP2D6"]
    assert genotypes(other, request=CYP2D6).known_absent


def test_a_result_of_no_stated_gene_could_be_any():
    found = genotypes(result(valueString="*1/*4"), request=CYP2D6)
    assert (found.items, found.unknown.detail) == ((), "genetic results of no stated gene: 1")


@pytest.mark.parametrize(
    ("more", "unknown"),
    [({"status": "preliminary"}, True), ({"status": "entered-in-error"}, False), ({"status": "cancelled"}, False)],
)
def test_a_result_that_is_not_final_is_no_result(more, unknown):
    found = genotypes(result("g", gene(), **value("*1/*4"), **more))
    assert (found.items, found.unknown is not None) == ((), unknown)


def test_results_travel():
    found = genotypes(result("g", gene(), **value("*1/*4")), result("h", gene(), **value("*1/*1")))
    assert thaw(json.loads(json.dumps(freeze(found)))) == found


@pytest.mark.parametrize(
    "more",
    [
        {"component": "x"},
        {"component": [4, {"code": 3}, {"code": loinc("48018-6"), "valueCodeableConcept": 7}]},
        {"valueCodeableConcept": []},
        {"valueCodeableConcept": {"coding": "x", "text": 4}},
        {"valueString": 7},
    ],
)
def test_odd_shapes_are_no_results(more):
    assert not genotypes(result(**more))


@pytest.mark.parametrize("code", ["57979-7", "50956-2", "79711-8"])
def test_a_test_for_one_allele_is_no_genotype_and_leaves_no_absence(code):
    positive = result("h", code=code, valueCodeableConcept={"text": "Positive"})
    for request in (get_args(HLABGenotypes)[1], GenotypesRequest()):
        found = ask(file(PATIENT, positive), request)
        assert (found.items, found.unknown.reason) == ((), "incomplete")
    assert ask(file(PATIENT, positive), get_args(CYP2C9Genotypes)[1]).known_absent


def test_every_gene_means_the_codes_of_each_gene():
    poor = result("p", code="79716-7", valueCodeableConcept={"text": "Poor metabolizer"})
    (one,) = ask(file(PATIENT, poor), GenotypesRequest())
    assert (one.gene, one.reported, one.kind) == ("CYP2C9", "Poor metabolizer", "phenotype")
    (read,) = GenotypesRequest().reads()
    assert LOINC("79716-7") in read.codes


@pytest.mark.parametrize(
    "implied",
    [
        {"code": "93044-6"},
        {
            "code": "51963-7",
            "meta": {
                "profile": ["http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition/therapeutic-implication|2.0"]
            },
        },
    ],
)
def test_what_an_implication_states_is_not_taken_over_and_leaves_no_absence(implied):
    within = {"code": loinc("53040-2"), "valueCodeableConcept": {"text": "Poor metabolizer"}}
    found = ask(file(PATIENT, result("t", gene("CYP2C19", "HGNC:2621"), within, **implied)), GenotypesRequest())
    assert (found.items, found.unknown.reason) == ((), "incomplete")
