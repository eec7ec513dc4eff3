"""Recurrence within five years of breast surgery, as it is asked: a card, quiet, a range or no number at all."""

from decimal import Decimal

import pytest

from plugins.risk_models.breast_cancer_recurrence import MODEL, RESULT
from tests.plugins.risk_models.followed_people import after_surgery

INPUTS = ("age", "tumour_size", "grade", "positive_nodes", "progesterone_receptor", "hormone_treatment")


def test_the_card_says_number_average_reasons_and_worth_elsewhere_too() -> None:
    [card] = after_surgery()
    assert (
        card.summary == "Breast cancer: recurrence or death within 5 years of surgery: 59 % by a model (average 43 %)"
    )
    assert card.indicator == "info"
    for said in (
        "**Raised by** positive nodes 4 (x 1.41); tumour above 20 to 50 mm (x 1.13)",
        "C 0.70 (0.67 to 0.73; 0.5 is chance)",
        "Elsewhere (German Breast Cancer Study Group 2",
        "C 0.68 (0.65 to 0.71), and for each that it expected 1.15 came",
        "no effect of giving it",
    ):
        assert said in card.detail


def test_a_card_comes_above_the_threshold_and_not_below() -> None:
    below, above = (after_surgery(positive_nodes=nodes, tumour_size=20) for nodes in (1, 2))
    assert not below.cards
    assert above.cards
    assert below.working["results"][RESULT] < Decimal("0.35") <= above.working["results"][RESULT]


@pytest.mark.parametrize(("edge", "beyond"), [(20, "20.1"), (50, "50.1")])
def test_each_end_of_a_size_belongs_to_the_class_below(edge: int, beyond: str) -> None:
    at, past = after_surgery(tumour_size=edge), after_surgery(tumour_size=beyond)
    below = after_surgery(tumour_size=edge - 1)
    assert at.working["results"] == below.working["results"]
    assert at.working["results"][RESULT] < past.working["results"][RESULT]


def test_contributions_add_up_and_age_is_one_of_them() -> None:
    working = after_surgery(age=80).working
    assert abs(sum(t["contribution"] for t in working["terms"]) - working["explained"]["total"]) <= Decimal("1e-9")
    assert sorted(t["name"] for t in working["terms"]) == sorted(INPUTS)


@pytest.mark.parametrize("lost", INPUTS)
def test_what_is_missing_gives_a_range_that_holds_the_number(lost: str) -> None:
    number = after_surgery().working["results"][RESULT]
    answer = after_surgery(**{lost: None})
    assert answer.outcome == "cannot-tell"
    assert answer.working["missing"] == [lost]
    assert answer.working["range"]["low"] <= number <= answer.working["range"]["high"]
    assert answer.working["range"]["low"] < answer.working["range"]["high"]


@pytest.mark.parametrize(
    ("name", "inside", "outside", "said"),
    [
        ("age", 24, 23, "age 23 years: the model saw only 24 to 90 years in training"),
        ("age", 90, 91, "age 91 years: the model saw only 24 to 90 years in training"),
        ("positive_nodes", 34, 35, "positive nodes 35: the model saw only 0 to 34 in training"),
        (
            "progesterone_receptor",
            3000,
            3001,
            "progesterone receptors 3001 fmol/mg: the model saw only 0 to 3000 fmol/mg in training",
        ),
        ("grade", "2", "1", "grade 1: the model saw only 2 or 3 in training"),
        ("sex", "female", "male", "the model was made from women only"),
        ("tumour_size", 1, 0, "a tumour of 0 mm is none that was operated on"),
        (
            "distant_metastases",
            False,
            True,
            "there are distant metastases, and the model is of cancer that has not spread",
        ),
        ("breast_cancer", True, False, "no breast cancer is on record"),
    ],
)
def test_where_the_model_does_not_hold_there_is_no_number(
    name: str, inside: object, outside: object, said: str
) -> None:
    assert after_surgery(**{name: inside}).outcome == "answered"
    answer = after_surgery(**{name: outside})
    assert (answer.outcome, answer.reason) == ("not-applicable", said)
    assert not answer.working


@pytest.mark.parametrize("lost", ["breast_cancer", "distant_metastases", "sex"])
def test_without_what_says_whether_it_holds_there_is_no_number_either(lost: str) -> None:
    answer = after_surgery(**{lost: None})
    assert answer.outcome == "cannot-tell"
    assert lost.replace("_", " ") in answer.reason
    assert not answer.working


def test_a_sex_that_is_other_is_not_guessed() -> None:
    assert after_surgery(sex="other").outcome == "cannot-tell"


def test_what_ships_reaches_its_limits_of_acceptance() -> None:
    assert MODEL.predicts is not None
    assert (MODEL.predicts.outcome, MODEL.predicts.within, MODEL.predicts.result) == ("recurrence", 1826, RESULT)
    measures = MODEL.artefact.evaluation["measures"]
    assert {limit.measure for limit in MODEL.limits} == {"concordance", "observed_expected", "brier"}
    for limit in MODEL.limits:
        reached = Decimal(str(measures[limit.measure][limit.bound]))
        assert limit.at_least is None or reached >= limit.at_least
        assert limit.at_most is None or reached <= limit.at_most
