"""Phoenix and PSI from the record: whom they are meant for, what one of two measurements tells, and what is never guessed."""

import pytest

from chartside import Outcome
from chartside.testing import ask
from tests.plugins.risk_scores.asked import SCORES

CHILD = {
    "age": 3, "suspected_infection": True, "respiratory_support": "none", "vasoactive_medicines": 0, "lactate": 1, "mean_bp": 80,
    "coagulation": 0, "gcs": 15, "fixed_pupils": False,
}  # fmt: skip


def phoenix(**facts):
    return ask(SCORES["phoenix"], **{**CHILD, **facts})


def points(answer):
    return {term["name"]: term["points"] for term in answer.working["terms"] if term.get("points")}


def test_sepsis_is_told_from_septic_shock_by_the_circulation():
    sepsis, shock = phoenix(fixed_pupils=True), phoenix(gcs=10, lactate=5)
    assert (sepsis.working["results"]["result"], sepsis.working["band"]) == (2, "sepsis")
    assert (shock.working["results"]["result"], shock.working["band"]) == (2, "septic shock")
    assert [card.indicator for answer in (sepsis, shock) for card in answer] == ["critical", "critical"]
    assert phoenix(lactate=5).working["band"] == "no sepsis by this score"


def test_septic_shock_is_not_said_before_the_circulation_is_known():
    known = {name: value for name, value in CHILD.items() if name != "lactate"}
    [card] = ask(SCORES["phoenix"], **{**known, "fixed_pupils": True})
    assert "sepsis: life-threatening" in card.summary
    assert card.summary.endswith("or graver")
    assert "septic shock" in card.detail
    [card] = ask(SCORES["phoenix"], **{**known, "vasoactive_medicines": 2})
    assert "septic shock" in card.summary


def test_nobody_is_called_septic_of_whom_nobody_suspects_an_infection():
    unsaid = {name: value for name, value in CHILD.items() if name != "suspected_infection"}
    answer = ask(SCORES["phoenix"], **{**unsaid, "vasoactive_medicines": 2})
    assert (answer.outcome, answer.cards) == (Outcome.CANNOT_TELL, ())
    assert "suspected_infection" in answer.working["missing"]


@pytest.mark.parametrize(
    ("measured", "expected"),
    [
        ({"spo2": 97, "fio2": 40}, 1),  # 242.5: below 292
        ({"spo2": 98, "fio2": 40}, None),  # a saturation above 97 % tells nothing of the ratio
        ({"pao2": 90, "fio2": 50}, 2),  # 180: below 400 and below 200
        ({"pao2": 250, "fio2": 50, "spo2": 98}, 0),
    ],
)
def test_oxygen_is_taken_from_either_ratio(measured, expected):
    answer = phoenix(respiratory_support="invasive", **measured)
    if expected is None:
        assert {"low_oxygen", "lower_oxygen", "lowest_oxygen"} <= set(answer.working["missing"])
    else:
        assert sum(points(answer).values()) == expected


def test_without_support_of_breathing_nobody_asks_for_oxygen():
    assert phoenix().working["results"]["result"] == 0


@pytest.mark.parametrize(("systolic", "expected"), [(66, 1), (67, 0)])
def test_the_mean_pressure_is_reckoned_where_it_was_not_measured(systolic, expected):
    """At three years 45 mm Hg is the edge: (67 + 2 x 34) / 3 is 45, one less is below it."""
    without = {name: value for name, value in CHILD.items() if name != "mean_bp"}
    answer = ask(SCORES["phoenix"], **without, systolic_bp=systolic, diastolic_bp=34)
    assert answer.working["results"]["result"] == expected


def test_under_one_year_the_month_is_asked_for_and_never_guessed():
    infant = phoenix(age=0, mean_bp=24)
    assert "below_one_month" in infant.working["missing"]
    assert infant.working["range"] == {"low": 1, "high": 2}
    assert phoenix(age=0, mean_bp=24, below_one_month=False).working["results"]["result"] == 2
    young = phoenix(age=0, mean_bp=24, below_one_month=True, newborn_in_first_stay=False)
    assert young.working["results"]["result"] == 1
    assert phoenix(age=0, below_one_month=True, newborn_in_first_stay=True).outcome == Outcome.NOT_APPLICABLE


def test_two_signs_of_clotting_are_all_that_count():
    without = {name: value for name, value in CHILD.items() if name != "coagulation"}
    three = ask(SCORES["phoenix"], **without, platelets=50, inr=2, d_dimer=5, fibrinogen=300)
    assert points(three) == {"coagulation": 2}


def test_psi_is_for_pneumonia_only():
    assert ask(SCORES["psi"], pneumonia=False, age=80).outcome == Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("found", "expected"), [({"spo2": 89}, True), ({"spo2": 90}, False), ({"pao2": 59, "spo2": 95}, True)]
)
def test_psi_takes_low_oxygen_from_either_measurement(found, expected):
    terms = ask(SCORES["psi"], age=60, sex="male", **found).working["terms"]
    assert [t["value"] for t in terms if t["name"] == "hypoxaemia"] == [expected]
