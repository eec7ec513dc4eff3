"""Every public Synthea patient through patient-view over HTTP, where the sets lie beside the checkout."""

from collections import Counter

import pytest

from engine.installed import installed
from tests.engine.service.population import DATA, SETS, Survey

ASKED = {id for id, one in installed().analyses.items() if "patient-view" in one.hooks}
OUTCOMES = {"answered", "not-applicable", "cannot-tell", "failed"}


@pytest.fixture(scope="module")
def survey():
    absent = [folder for folder in SETS if not (DATA / folder).is_dir()]
    if absent:
        pytest.skip(f"public data not here: {', '.join(absent)}")
    return Survey.make(every=6)  # the page in docs/measured is of all of them


def everything(survey):
    return [asked for asked in (*survey.once, *survey.again) if asked.record.patient]


def test_every_patient_is_answered_and_the_file_without_a_patient_refused(survey):
    assert Counter(asked.status for asked in survey.once if asked.record.patient) == {200: 159}
    assert {asked.status for asked in survey.again} == {200}
    [nobody] = [asked for asked in survey.once if not asked.record.patient]
    assert nobody.status == 412
    assert nobody.answer["resourceType"] == "OperationOutcome"


def test_every_analysis_has_one_of_the_four_outcomes_with_its_reason_and_none_failed(survey):
    for asked in everything(survey):
        lines = asked.answer["extension"]["org.chartside.outcomes"]
        assert {line["analysis"] for line in lines} == ASKED
        assert {line["outcome"] for line in lines} <= OUTCOMES - {"failed"}
        assert all(line["reason"] for line in lines)


def test_every_card_rests_on_something_and_is_on_record_as_sent(survey):
    cards = [(asked, card) for asked in everything(survey) for card in asked.answer["cards"]]
    assert len(cards) > 50
    for asked, card in cards:
        explanation = card["extension"]["org.chartside.explanation"]
        seen = {line["reference"] for line in asked.decision["seen"]}
        cited = {line["reference"] for line in explanation["inputs"] if "reference" in line}
        assert cited
        assert cited <= seen
        recorded = {one["uuid"]: one["summary"] for one in asked.decision["response"]["cards"]}
        assert recorded[card["uuid"]] == card["summary"]


def test_every_egfr_equals_the_published_formula_and_none_is_given_where_it_cannot_be_known(survey):
    checked = 0
    for asked in everything(survey):
        expected = asked.record.egfr(asked.now)
        assert (asked.egfr is None) == (expected is None), (asked.record.file.name, asked.now)
        if expected is not None:
            assert asked.egfr == pytest.approx(expected, rel=1e-9)
            checked += 1
    assert checked > 100


def test_what_was_dropped_is_counted_with_its_reason_and_nothing_was_unreadable(survey):
    drops = Counter()
    for asked in everything(survey):
        drops.update({(drop["kind"], drop["reason"]): drop["count"] for drop in asked.decision["dropped"]})
        assert asked.decision["notes"] == []
    assert drops["Observation", "future"] > 1000  # charts are opened in the past, and hold what came later
    assert {reason for _, reason in drops} == {"future"}
