"""A card of a score that is asked by hooks comes while something is new; after that the number is quiet in the explanation."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from chartside import Code, Coded, Found, Moment, Outcome, Quantity
from chartside.codes import SNOMED_SYSTEM
from chartside.testing import ask
from plugins.risk_scores.tables import table
from tests.plugins.risk_scores.asked import SCORES
from tests.plugins.risk_scores.test_tables import FACTS

TODAY = date(2026, 1, 1)
HIGH = {**FACTS["prevent"], "age": 70, "sbp": 165, "dm": True, "smoking": True}


def before(days):
    return Moment.parse((TODAY - timedelta(days=days)).isoformat())


def pressure(days):
    return Quantity(Decimal(165), "mm[Hg]", before(days), ref="Observation/1")


def diabetes(days):
    return Found((Coded("Condition", Code(SNOMED_SYSTEM, "44054006"), since=before(days), ref="Condition/1"),))


@pytest.mark.parametrize(("days", "cards"), [(0, 1), (30, 1), (31, 0), (364, 0)])
def test_a_card_comes_for_thirty_days_after_the_newest_measurement(days, cards):
    answer = ask(SCORES["prevent"], **{**HIGH, "sbp": pressure(days)})
    assert (answer.outcome, len(answer.cards)) == (Outcome.ANSWERED, cards)
    assert answer.working["band"] == "high"
    assert answer.working["results"]["ascvd_10y"] > Decimal("0.1")
    if not cards:
        assert answer.reason.startswith("PREVENT ")
        assert f"quiet, because nothing of it is newer than {TODAY - timedelta(days=days)}" in answer.reason


@pytest.mark.parametrize(("days", "cards"), [(30, 1), (31, 0)])
def test_a_new_diagnosis_is_as_new_as_a_measurement(days, cards):
    answer = ask(SCORES["prevent"], **{**HIGH, "sbp": pressure(200), "dm": diabetes(days)})
    assert len(answer.cards) == cards


def test_what_somebody_states_now_is_new():
    assert len(ask(SCORES["prevent"], **HIGH).cards) == 1


def test_a_score_whose_table_names_no_days_says_the_same_at_any_age_of_its_facts():
    given = {"age": 50, "sex": "male", "egfr": 12, "uacr_mg_g": 1500, "region": "non_north_america", "years": 5}
    old = Quantity(Decimal(1500), "mg/g", before(300), ref="Observation/2")
    assert len(ask(SCORES["kfre_4var"], **{**given, "uacr_mg_g": old}).cards) == 1


def test_the_scores_that_hooks_ask():
    asked = {name: sorted(one.hooks) for name, one in SCORES.items() if one.hooks}
    both, visit = ["encounter-start", "patient-view"], ["encounter-start"]
    assert asked == {
        "egfr": both, "kdigo_aki": both, "cha2ds2vasc": both, "news2": both, "prevent": visit, "psi": visit,
    }  # fmt: skip


def test_no_score_that_is_recalled_is_asked_by_a_hook():
    for name, one in SCORES.items():
        if one.hooks and name not in ("egfr", "kdigo_aki", "cha2ds2vasc"):
            assert not table(name).content["checked"].startswith("recalled"), name


def test_what_could_have_stood_in_and_did_not_makes_nothing_old():
    tobacco = Coded("Observation", Code(SNOMED_SYSTEM, "77176002"), since=before(400), ref="Observation/2")
    stated = ask(SCORES["prevent"], **HIGH, tobacco_smoking=tobacco)
    assert len(stated.cards) == 1
    taken = {name: value for name, value in HIGH.items() if name != "smoking"}
    quiet = ask(SCORES["prevent"], **taken, tobacco_smoking=tobacco)
    assert (quiet.cards, quiet.working["band"]) == ((), stated.working["band"])
    assert "quiet, because nothing of it is newer" in quiet.reason
