"""Death within a year of an infarction, as it is asked: a card, quiet, a range or no number at all."""

from decimal import Decimal

import pytest

from plugins.risk_models.infarction_death import MODEL, RESULT
from tests.plugins.risk_models.followed_people import after_infarction

QUIET = {"sex": "male", "heart_rate": 85, "diastolic_bp": 80, "body_mass_index": 26, "heart_failure": False}
NUMBERS = ("age", "heart_rate", "diastolic_bp", "body_mass_index")
INPUTS = (*NUMBERS, "sex", "heart_failure", "cardiogenic_shock")


def test_the_card_says_number_average_reasons_and_worth() -> None:
    [card] = after_infarction()
    assert card.summary == "Death within 1 year of this infarction: 73 % by a model (average 27 %)"
    assert card.indicator == "info"
    for said in (
        "**Raised by** age 84 years (x 1.85); heart failure (x 1.68)",
        "**Lowered by** sex female (x 0.85)",
        "C 0.78 (0.69 to 0.86; 0.5 is chance)",
        "From 20 % on it marked 86 % of those who died, and 56 % of the marked did",
        "1997 to 2001",
    ):
        assert said in card.detail
    assert "given/infarction" in card.basis
    assert "given/age" in card.basis


def test_a_card_comes_above_the_threshold_and_not_below() -> None:
    below, above = (after_infarction(**QUIET, age=age) for age in (81, 82))
    assert not below.cards
    assert below.working["results"][RESULT] < Decimal("0.20") <= above.working["results"][RESULT]
    assert [c.indicator for c in above.cards] == ["info"]
    assert below.reason == "death within 1 year: 19.9 %, below 20 %; of all patients that it was made from 27 %"
    assert (below.working["band"], above.working["band"]) == ("not raised", "raised")


def test_contributions_add_up() -> None:
    working = after_infarction().working
    whole = sum(term["contribution"] for term in working["terms"])
    assert abs(whole - working["explained"]["total"]) <= Decimal("1e-9")
    assert working["explained"]["scale"] == "log-hazard"
    assert {term["name"] for term in working["terms"]} == set(INPUTS)


@pytest.mark.parametrize("lost", INPUTS)
def test_what_is_missing_gives_a_range_that_holds_the_number(lost: str) -> None:
    number = after_infarction().working["results"][RESULT]
    answer = after_infarction(**{lost: None})
    assert answer.outcome == "cannot-tell"
    assert answer.working["missing"] == [lost]
    assert answer.working["range"]["low"] <= number <= answer.working["range"]["high"]
    assert answer.working["range"]["low"] < answer.working["range"]["high"]
    assert "results" not in answer.working


def test_the_more_is_missing_the_wider_the_range() -> None:
    one, two = after_infarction(heart_rate=None), after_infarction(heart_rate=None, diastolic_bp=None)
    assert two.working["range"]["low"] < one.working["range"]["low"]
    assert two.working["range"]["high"] > one.working["range"]["high"]
    assert two.reason.startswith("not known: heart rate and diastolic pressure; death within 1 year could be")


def test_a_sex_that_is_other_is_not_guessed() -> None:
    answer = after_infarction(sex="other")
    assert answer.outcome == "cannot-tell"
    assert answer.working["missing"] == ["sex"]


@pytest.mark.parametrize(
    ("name", "inside", "outside", "said"),
    [
        ("age", 30, 29, "age 29 years: the model saw only 30 to 104 years in training"),
        ("age", 104, 105, "age 105 years: the model saw only 30 to 104 years in training"),
        ("heart_rate", 35, 34, "heart rate 34 /min: the model saw only 35 to 186 /min in training"),
        ("heart_rate", 186, 187, "heart rate 187 /min: the model saw only 35 to 186 /min in training"),
        ("diastolic_bp", 198, 199, "diastolic pressure 199 mm[Hg]: the model saw only 6 to 198 mm[Hg] in training"),
        (
            "body_mass_index",
            "14.8",
            "14.7",
            "body-mass index 14.7 kg/m2: the model saw only 14.8 to 44.9 kg/m2 in training",
        ),
        (
            "body_mass_index",
            "44.9",
            "45",
            "body-mass index 45 kg/m2: the model saw only 14.8 to 44.9 kg/m2 in training",
        ),
    ],
)
def test_outside_the_training_there_is_no_number(name: str, inside: object, outside: object, said: str) -> None:
    assert after_infarction(**{name: inside}).outcome == "answered"
    answer = after_infarction(**{name: outside})
    assert (answer.outcome, answer.reason) == ("not-applicable", said)
    assert not answer.working


def test_without_an_infarction_it_is_not_asked() -> None:
    assert after_infarction(infarction=False).outcome == "not-applicable"
    unknown = after_infarction(infarction=None)
    assert (unknown.outcome, unknown.reason) == ("cannot-tell", "whether there is an acute infarction is not known")


def test_another_unit_is_the_same_pressure() -> None:
    in_mmhg = after_infarction(diastolic_bp="60.00496")
    in_kpa = after_infarction(diastolic_bp=8, diastolic_bp_unit="kPa")
    assert in_kpa.working["results"] == in_mmhg.working["results"]
    strange = after_infarction(diastolic_bp=60, diastolic_bp_unit="furlong")
    assert strange.outcome == "cannot-tell"


def test_what_ships_reaches_its_limits_of_acceptance() -> None:
    assert MODEL.predicts is not None
    assert (MODEL.predicts.outcome, MODEL.predicts.within, MODEL.predicts.result) == ("death", 365, RESULT)
    measures = MODEL.artefact.evaluation["measures"]
    assert {limit.measure for limit in MODEL.limits} == {"concordance", "observed_expected", "brier"}
    for limit in MODEL.limits:
        reached = Decimal(str(measures[limit.measure][limit.bound]))
        assert limit.at_least is None or reached >= limit.at_least
        assert limit.at_most is None or reached <= limit.at_most
