"""Drugs that are taken, a new result, the test that is missing, and the summary of everything."""

import json

import pytest

from tests.engine.cli.conftest import chartside  # noqa: F401 - a fixture
from tests.plugins.pharmacogenomics.asking import ask, draft, genotype, medicine, person, variant, words, working

CLOPIDOGREL = medicine("clopidogrel 75 MG Oral Tablet")
POOR = genotype("CYP2C19", "*2/*2")


def test_a_drug_that_is_taken_is_told_of():
    result = ask("pharmacogenomics.medications", CLOPIDOGREL, POOR)
    [card] = result["cards"]
    assert card["summary"].startswith("Clopidogrel: avoid")
    assert "suggestions" not in card, "there is no draft to stop"


def test_what_is_advised_only_optionally_disturbs_nobody_who_opens_a_chart():
    result = ask(
        "pharmacogenomics.medications",
        medicine("doxepin 25 MG Oral Capsule"),
        genotype("CYP2D6", "*1/*4"),
        genotype("CYP2C19", "*1/*1"),
    )
    assert result["cards"] == []


def test_a_drug_without_a_result_is_no_card_and_said():
    result = ask("pharmacogenomics.medications", CLOPIDOGREL)
    assert (result["outcome"], result["cards"]) != ("answered", [{}])
    assert result["cards"] == []


@pytest.mark.parametrize(("at", "cards"), [("2026-11-15", 1), ("2026-01-05", 0)])
def test_a_new_result_is_held_against_what_is_taken(at, cards):
    result = ask("pharmacogenomics.new_result", CLOPIDOGREL, genotype("CYP2C19", "*2/*2", at=at))
    assert len(result["cards"]) == cards


def test_a_new_result_of_another_gene_says_nothing_of_an_old_one():
    fresh = genotype("CYP2D6", "*4/*4", at="2026-11-15")
    assert ask("pharmacogenomics.new_result", CLOPIDOGREL, POOR, fresh)["cards"] == []


def test_the_missing_test_is_offered_as_an_order():
    result = ask("pharmacogenomics.missing_test", CLOPIDOGREL, genotype("CYP2D6", "*1/*1"), order=draft("clopidogrel"))
    [card] = result["cards"]
    assert card["summary"] == "Clopidogrel: no result of CYP2C19 (CPIC level A)"
    assert card["indicator"] == "info"
    [suggestion] = card["suggestions"]
    [action] = suggestion["actions"]
    assert (action["type"], action["resource"]["resourceType"]) == ("create", "ServiceRequest")
    assert action["resource"]["code"]["text"] == "CYP2C19 genotyping"


@pytest.mark.parametrize("record", [[POOR], [genotype("CYP2C19", "*1/*1")]], ids=["poor", "normal"])
def test_a_test_that_was_done_is_not_offered(record):
    assert ask("pharmacogenomics.missing_test", *record, order=draft("clopidogrel"))["cards"] == []


def everything():
    return [
        POOR,
        genotype("CYP2D6", "*1/*4"),
        variant("DPYD", "c.2846A>T"),
        genotype("HLA-B", "*57:01/*08:01"),
        medicine("paroxetine 20 MG Oral Tablet"),
    ]


def test_the_summary_holds_every_gene_and_every_drug():
    said = working(ask("pharmacogenomics.summary", *everything()))
    assert set(said["genes"]) == {"CYP2C19", "CYP2D6", "DPYD", "HLA-B"}
    assert {"clopidogrel", "codeine", "fluorouracil", "abacavir"} <= set(said["drugs"])
    assert "rosuvastatin" not in said["drugs"], "no result matters for it"
    assert said["drugs"]["abacavir"]["recommendations"][0]["action"] == "AVOID"
    assert said["genes"]["CYP2D6"]["clinical"]["inhibitor"] == "paroxetine"


def test_nobody_has_a_summary_of_nothing():
    result = ask("pharmacogenomics.summary")
    assert "no result of any gene" in result["reason"]
    assert working(result).get("genes") is None


@pytest.fixture
def file(tmp_path):
    entries = [{"resource": one} for one in (person(), *everything())]
    path = tmp_path / "patient.json"
    path.write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}))
    return path


def test_the_summary_as_a_page(chartside, file):  # noqa: F811
    page = chartside("report", "pharmacogenomics.summary", file, "--now", "2026-11-26").out
    assert "<h1>Pharmacogenomic summary</h1>" in page
    assert page.index("<td>abacavir</td>") < page.index("<td>citalopram</td>") < page.index("<td>capecitabine</td>")
    assert "No clinician has reviewed this analysis." in page
    assert "with paroxetine in effect poor metabolizer" in page
    assert "<script" not in page


def test_the_summary_as_fhir_genomics_reporting(chartside, file):  # noqa: F811
    from fhir.resources.R4B.bundle import Bundle

    bundle = chartside("report", "pharmacogenomics.summary", file, "--form", "fhir", "--now", "2026-11-26").json
    Bundle.model_validate(bundle)
    report, *observations = (e["resource"] for e in bundle["entry"])
    assert report["resourceType"] == "DiagnosticReport"
    assert report["subject"] == {"reference": "Patient/p1"}
    assert [r["reference"] for r in report["result"]] == [f"Observation/{o['id']}" for o in observations]
    genes = [o for o in observations if o["code"]["coding"][0]["code"] == "84413-4"]
    assert {o["valueCodeableConcept"]["text"] for o in genes} >= {"CYP2C19 *2/*2", "HLA-B *57:01/*08:01"}
    assert len({o["id"] for o in observations}) == len(observations)
    implied = next(
        o for o in observations if any(c["valueCodeableConcept"]["text"] == "abacavir" for c in o["component"])
    )
    assert implied["derivedFrom"], "what follows rests on a genotype"
    assert "AVOID" in implied["note"][0]["text"]


def test_what_it_writes_it_reads_again(chartside, file, tmp_path):  # noqa: F811
    bundle = chartside("report", "pharmacogenomics.summary", file, "--form", "fhir", "--now", "2026-11-26").json
    for entry in bundle["entry"]:
        entry["resource"]["status"] = "final"
    bundle["entry"].append({"resource": person()})
    again = tmp_path / "again.json"
    again.write_text(json.dumps(bundle))
    said = chartside("report", "pharmacogenomics.summary", again, "--form", "json", "--now", "2026-11-26").json[
        "working"
    ]
    assert said["genes"]["CYP2C19"]["diplotype"] == "*2/*2"
    assert said["genes"]["HLA-B"]["phenotype"] == "*15:02 negative, *57:01 positive, *58:01 negative"


def test_a_report_that_cannot_be_made_says_why(chartside, file):  # noqa: F811
    assert "there are json, html, fhir" in chartside("report", "pharmacogenomics.summary", file, "--form", "pdf").err
    assert (
        "nothing that FHIR's genomics reporting" in chartside("report", "risk-scores.egfr", file, "--form", "fhir").err
    )


def test_a_card_reads_alike_whoever_orders():
    assert "by 50%" in words(ask("pharmacogenomics.order", variant("DPYD", "c.2846A>T"), order=draft("fluorouracil")))
