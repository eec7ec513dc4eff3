"""The rules that ship: each fires on its positive, is silent on its negative, and says what it lacks on its unknown case."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from chartside import Outcome
from plugins.biomarkers.proof import asked, complaints, cutoffs
from plugins.biomarkers.shelf import shipped

DIGEST = Path(__file__).parents[4] / "shared" / "facts" / "biomarkers" / "civic_2021_digest.json"
RULES = [one.rule for one in shipped()]
ANALYSES = {one.rule.id: one.analysis for one in shipped()}
CASES = [
    pytest.param(rule, case, id=f"{rule.id}-{case.kind}-{n}") for rule in RULES for n, case in enumerate(rule.tests)
]
CRITICAL = {
    "potassium-high", "potassium-low", "sodium-low", "sodium-high", "glucose-low", "calcium-high", "calcium-low", "inr-warfarin",
    "lactate-high", "lithium-level",
}  # fmt: skip
"""Where life is threatened, and nowhere else."""


def test_all_packs_ship():
    assert {rule.pack for rule in RULES} == {"drug-lab", "laboratory", "oncology", "opioid-safety"}
    assert len(RULES) == len({rule.id for rule in RULES})


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_each_case_is_what_happens(rule, case):
    answer = asked(rule, ANALYSES[rule.id], case, rule.governance.review_by)
    assert complaints(rule, case, answer) == []
    if case.kind == "positive":
        assert answer.cards[0].basis
    elif case.kind == "negative":
        assert answer.outcome in (Outcome.ANSWERED, Outcome.NOT_APPLICABLE)
        assert not answer.cards
    else:
        assert set(case.lacks) <= {gap.name for gap in answer.gaps}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_is_held_to_review_says_that_nobody_reviewed_it_and_ages_on_its_card(rule):
    assert rule.governance.clinical_reviewer == ""
    case = next(case for case in rule.tests if case.kind == "positive")
    [card] = asked(rule, ANALYSES[rule.id], case, rule.governance.review_by).cards
    for evidence in rule.evidence:
        assert f"- {evidence.source.title} (" in card.detail
        assert evidence.source.date in card.detail
    late = asked(rule, ANALYSES[rule.id], case, rule.governance.review_by + timedelta(days=1))
    assert (late.outcome, late.cards) == (Outcome.CANNOT_TELL, ())


def test_opioid_rules_only_inform_and_ask_for_nothing_but_the_order_of_an_opioid_or_what_goes_badly_with_it():
    rules = [rule for rule in RULES if rule.pack == "opioid-safety"]
    assert len(rules) == 4
    for rule in rules:
        assert rule.ordered is not None
        assert {band.indicator for band in rule.then} == {"info"}


def test_critical_is_for_danger_to_life():
    assert {rule.id for rule in RULES if any(band.indicator == "critical" for band in rule.then)} == CRITICAL


@pytest.mark.parametrize("rule", [r for r in RULES if r.pack == "oncology"], ids=lambda rule: rule.id)
def test_what_oncology_says_has_a_tier(rule):
    case = next(case for case in rule.tests if case.kind == "positive")
    [card] = asked(rule, ANALYSES[rule.id], case, rule.governance.review_by).cards
    assert "AMP/ASCO/CAP: " in card.detail
    assert "ESCAT: " in card.detail
    assert card.indicator in ("info", "warning")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_cut_off_is_tried_on_both_sides(rule):
    assert all(limits for limits in cutoffs(rule).values())


@pytest.mark.skipif(not DIGEST.exists(), reason="the digest of CIViC in ../shared is not here")
def test_what_is_cited_of_civic_stands_in_the_digest():
    digest = json.loads(DIGEST.read_text("utf-8"))
    assertions = {one["assertion_id"]: one for one in digest["assertions"]}
    items = {one["eid"]: one for one in digest["evidence_level_AB"]}
    cited = 0
    for rule in RULES:
        for evidence in rule.evidence:
            title = evidence.source.title
            if not title.startswith("CIViC"):
                continue
            cited += 1
            number = evidence.source.url.rpartition("/")[2]
            found = assertions[number] if "assertions" in evidence.source.url else items[number]
            assert evidence.source.date == "2021-02"
            assert evidence.checked == "read"
            assert found["gene"].split()[0] in title or found["variant"].upper() in title.upper(), title
            assert all(drug.lower() in title.lower() for drug in found["drugs"].split(",") if drug), title
            if "pmid" in found and "PMID" in evidence.states:
                assert f"PMID {found['pmid']}" in evidence.states
            level = found.get("amp_category") or f"CIViC level {found['level']}"
            assert level in evidence.level
    assert cited >= 20
