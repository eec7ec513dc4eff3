"""Variants: found, looked for and not found, not called; never mixed with not recorded."""

import json
from decimal import Decimal

import pytest

from chartside.codes import Code
from chartside.inputs import VariantsRequest
from chartside.snapshot import freeze, thaw
from tests.fhir_adapter.made import PATIENT, ask, concept, file, loinc, of_patient

EVERY, BRAF = VariantsRequest(), VariantsRequest(frozenset({"BRAF"}))
HGVS = "http://varnomen.hgvs.org"


def part(code, held):
    return {"code": loinc(code), **({"valueCodeableConcept": held} if "value" not in held else {"valueQuantity": held})}


GENE = part("48018-6", concept("http://www.genenames.org", "HGNC:1097", "BRAF"))
PRESENT = loinc("LA9633-4", "Present")


def variant(id="v1", *components, said=PRESENT, **more):
    value = {"valueCodeableConcept": said} if said else {}
    return of_patient(
        "Observation",
        id,
        **{"status": "final", "code": loinc("69548-6"), "component": list(components), **value, **more},
    )


def variants(*resources, request=EVERY):
    return ask(file(PATIENT, *resources), request)


def test_a_variant_with_all_that_is_said_of_it():
    (one,) = variants(
        variant(
            "v",
            GENE,
            part("48004-6", concept(HGVS, "NM_004333.6:c.1799T>A")),
            part("48005-3", concept(HGVS, "NP_004324.2:p.Val600Glu")),
            part("81290-9", concept(HGVS, "NC_000007.13:g.140453136A>T")),
            part("81252-9", concept("http://www.ncbi.nlm.nih.gov/clinvar", "13961", "BRAF V600E")),
            {"code": loinc("81255-2"), "valueString": "rs113488022"},
            part("53034-5", loinc("LA6706-1", "Heterozygous")),
            part("48002-0", loinc("LA6684-0", "Somatic")),
            part("81258-6", {"value": 0.47, "code": "1", "unit": "share"}),
            effectiveDateTime="2024-05-01",
        )
    )
    assert (one.gene, one.present, one.gene_code.value) == ("BRAF", "present", "HGNC:1097")
    assert one.hgvs == ("NM_004333.6:c.1799T>A", "NP_004324.2:p.Val600Glu", "NC_000007.13:g.140453136A>T")
    assert {str(c) for c in one.codings} == {
        "http://www.ncbi.nlm.nih.gov/clinvar|13961",
        "http://www.ncbi.nlm.nih.gov/projects/SNP|rs113488022",
    }
    assert (one.allelic_state, one.source_class, one.allele_frequency) == ("heterozygous", "somatic", Decimal("0.47"))
    assert (one.display, one.effective.text) == ("BRAF V600E", "2024-05-01")
    assert thaw(json.loads(json.dumps(freeze(one)))) == one


@pytest.mark.parametrize(
    ("said", "present"),
    [
        (PRESENT, "present"),
        (loinc("LA9634-2"), "absent"),
        (loinc("LA18198-4"), "no-call"),
        (loinc("LA11884-6"), "indeterminate"),
        (concept("http://snomed.info/sct", "2667000"), "absent"),
        ({"text": "Absent"}, "absent"),
        ({"text": "see report"}, ""),
        (loinc("LA0-0"), ""),
        (None, ""),
    ],
)
def test_what_the_report_says_of_its_presence(said, present):
    (one,) = variants(variant("v", GENE, said=said))
    assert one.present == present


def test_absent_as_a_result_is_not_absent_from_the_record():
    looked_for = variants(variant("v", GENE, said=loinc("LA9634-2")), request=BRAF)
    assert (looked_for.known_absent, [v.present for v in looked_for]) == (False, ["absent"])
    other = variant("o", part("48018-6", concept("http://www.genenames.org", "HGNC:3236", "EGFR")))
    assert variants(other, request=BRAF).known_absent
    assert variants(request=BRAF).unknown.reason == "not-provided"


@pytest.mark.parametrize(
    ("held", "share"),
    [
        ({"value": 47, "code": "%"}, Decimal("0.47")),
        ({"value": 0.066, "unit": "decimal"}, Decimal("0.066")),
        ({"value": 1, "code": "1"}, 1),
        ({"value": 1.01, "code": "1"}, None),
        ({"value": 100, "code": "%"}, 1),
        ({"value": 101, "code": "%"}, None),
        ({"value": 0.5}, None),
        ({"value": 0.5, "unit": "reads"}, None),
        ({"value": 5, "code": "%", "comparator": "<"}, None),
    ],
)
def test_a_frequency_is_a_fraction_only_where_its_unit_says_which(held, share):
    chart = file(PATIENT, variant("v", GENE, part("81258-6", held)))
    (one,) = ask(chart, EVERY)
    assert one.allele_frequency == share
    assert any("allelic frequency" in note for note in chart.notes) == (share is None)


def test_a_fusion_is_of_both_genes():
    other = part("48018-6", concept("http://www.genenames.org", "HGNC:10261", "ROS1"))
    fusion = variant("v", GENE, other)
    assert [v.gene for v in variants(fusion)] == ["BRAF", "ROS1"]
    assert [v.gene for v in variants(fusion, request=BRAF)] == ["BRAF"]


def test_without_a_component_the_expression_names_the_gene():
    named = part("81252-9", concept("http://www.ncbi.nlm.nih.gov/clinvar", "1", "NM_004333.6(BRAF):c.1799T>A"))
    assert [v.gene for v in variants(variant("v", named), request=BRAF)] == ["BRAF"]


def test_a_variant_of_no_stated_gene_could_be_any():
    silent = variant("v", part("48004-6", concept(HGVS, "NM_004333.6:c.1799T>A")))
    assert [v.gene for v in variants(silent)] == [""]
    found = variants(silent, request=BRAF)
    assert (found.items, found.unknown.detail) == ((), "variants of no stated gene: 1")


def test_registered_names_by_code():
    (one,) = variants(variant("v", GENE, part("81255-2", concept("urn:dbsnp", "rs1"))))
    assert one.codings == (Code("urn:dbsnp", "rs1"),)


@pytest.mark.parametrize(
    "more", [{"component": 4}, {"component": [{"code": loinc("48018-6")}, None]}, {"valueCodeableConcept": "x"}]
)
def test_odd_shapes_never_crash(more):
    assert len(variants(variant(**more))) == 1
