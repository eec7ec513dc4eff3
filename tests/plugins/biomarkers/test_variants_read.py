"""Variants of a real record: the specimen is named, fusions are told by their type, and what comes later beats what came before."""

import json
from datetime import UTC, datetime

import pytest

from chartside import Outcome
from chartside.answer import answer
from fhir_adapter import Chart
from plugins.biomarkers import analyses

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ANALYSES = {one.id.partition(".")[2]: one for one in analyses()}
LUNG = {
    "resourceType": "Condition",
    "id": "lung",
    "subject": {"reference": "Patient/p"},
    "clinicalStatus": {
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]
    },
    "verificationStatus": {
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-ver-status", "code": "confirmed"}]
    },
    "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "C34.12"}]},
}


def part(code, value):
    return {"code": {"coding": [{"system": "http://loinc.org", "code": code}]}, **value}


def coded(code, system="http://varnomen.hgvs.org"):
    return {"valueCodeableConcept": {"coding": [{"system": system, "code": code}]}}


def variant(id, gene, *parts, at="2026-05-01", present="LA9633-4", **more):
    named = part(
        "48018-6",
        {"valueCodeableConcept": {"coding": [{"system": "http://www.genenames.org", "code": gene, "display": gene}]}},
    )
    return {
        "resourceType": "Observation",
        "id": id,
        "status": "final",
        "subject": {"reference": "Patient/p"},
        "effectiveDateTime": at,
        "code": {"coding": [{"system": "http://loinc.org", "code": "69548-6"}]},
        "valueCodeableConcept": {"coding": [{"system": "http://loinc.org", "code": present}]},
        "component": [named, *parts],
        **more,
    }


def change(text):
    return part("48005-3", coded(text))


def said(name, *resources):
    entries = [
        {"resource": one}
        for one in ({"resourceType": "Patient", "id": "p", "birthDate": "1960-01-01"}, LUNG, *resources)
    ]
    chart = Chart.from_patient_file(
        json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()
    )
    analysis = ANALYSES[name]
    return answer(analysis, chart.facts(analysis.inputs, NOW))


PLASMA = {
    "resourceType": "Specimen",
    "id": "s1",
    "subject": {"reference": "Patient/p"},
    "type": {"text": "Plasma cfDNA"},
}


@pytest.mark.parametrize(
    ("more", "others", "shown"),
    [
        ({"specimen": {"display": "Lung biopsy"}}, (), "specimen: Lung biopsy"),
        ({"specimen": {"reference": "Specimen/s1"}}, (PLASMA,), "specimen: Plasma cfDNA"),
        (
            {
                "specimen": {"reference": "#s"},
                "contained": [{"resourceType": "Specimen", "id": "s", "type": {"text": "Pleural fluid"}}],
            },
            (),
            "specimen: Pleural fluid",
        ),
        ({}, (), "specimen: not stated"),
    ],
)
def test_the_specimen_is_on_the_card(more, others, shown):
    [card] = said("egfr-l858r", variant("v", "EGFR", change("p.Leu858Arg"), **more), *others).cards
    assert shown in card.detail
    assert set(card.basis) == {"Condition/lung", "Observation/v"}


def test_what_a_report_says_of_itself_is_no_markup_on_the_card():
    [card] = said(
        "egfr-l858r", variant("v", "EGFR", change("p.Leu858Arg"), specimen={"display": "<b>x</b> [a](http://b)"})
    ).cards
    assert "<b>" not in card.detail
    assert "[a](http" not in card.detail


@pytest.mark.parametrize(("code", "fires"), [("SO:0001886", True), ("SO:0001565", True), ("SO:0000159", False)])
def test_a_fusion_is_told_by_its_coded_type(code, fires):
    found = said("alk-fusion", variant("v", "ALK", part("48019-4", coded(code, "http://www.sequenceontology.org"))))
    assert bool(found.cards) == fires


def test_resistance_that_was_reported_later_holds_back_and_speaks_itself():
    first = variant("v1", "EGFR", change("p.Leu858Arg"), at="2025-01-10")
    later = variant("v2", "EGFR", change("p.Thr790Met"), at="2026-02-11")
    held = said("egfr-l858r", first, later)
    assert (held.outcome, held.cards) == (Outcome.ANSWERED, ())
    assert held.reason.startswith(
        "held back, because EGFR T790M was reported on the same day or later (EGFR p.Thr790Met"
    )
    assert said("egfr-t790m", first, later).cards
    before = variant("v2", "EGFR", change("p.Thr790Met"), at="2024-02-11")
    assert said("egfr-l858r", first, before).cards


def test_what_was_not_called_is_not_absent():
    found = said("egfr-l858r", variant("v", "EGFR", change("p.Leu858Arg"), present="LA18198-4"))
    assert (found.outcome, found.cards) == (Outcome.CANNOT_TELL, ())


def test_a_negative_plasma_is_no_negative_and_a_positive_tissue_ends_it():
    absent = variant("v1", "EGFR", change("p.Leu858Arg"), present="LA9634-2", specimen={"display": "plasma"})
    [card] = said("ctdna-negative", absent).cards
    assert "that is no negative" in card.summary
    tissue = variant("v2", "EGFR", change("p.Leu858Arg"), at="2026-06-01", specimen={"display": "biopsy"})
    assert not said("ctdna-negative", absent, tissue).cards


def shared(value):
    return part(
        "81258-6", {"valueQuantity": {"value": value, "system": "http://unitsofmeasure.org", "code": "%", "unit": "%"}}
    )


@pytest.mark.parametrize(("newest", "fires"), [(1.9, False), (2, True), (8, True)])
def test_a_share_that_doubled_in_plasma_is_shown_by_the_clock_of_the_samples(newest, fires):
    plasma = {"specimen": {"display": "plasma"}}
    later = variant("v2", "EGFR", change("p.Leu858Arg"), shared(newest), at="2026-06-01", **plasma)
    first = variant("v1", "EGFR", change("p.Leu858Arg"), shared(1), at="2026-05-01", **plasma)
    assert bool(said("ctdna-rising", later, first).cards) == fires


def test_samples_less_than_two_weeks_apart_are_not_compared():
    plasma = {"specimen": {"display": "plasma"}}
    later = variant("v2", "EGFR", change("p.Leu858Arg"), shared(9), at="2026-05-14", **plasma)
    first = variant("v1", "EGFR", change("p.Leu858Arg"), shared(1), at="2026-05-01", **plasma)
    assert said("ctdna-rising", later, first).outcome is Outcome.CANNOT_TELL
