"""Urine output in hours: both sides of each rate and of each length, gaps, and what too few hours say."""

import pytest

from chartside import Outcome
from chartside.testing import ask
from plugins.risk_scores.analyses import kdigo_aki_urine


def staged(hours, weight=100):
    return ask(kdigo_aki_urine, hourly_urine_ml=hours, weight_kg=weight)


@pytest.mark.parametrize(
    ("hours", "stage"),
    [
        ([50] * 6, 0),
        ([49.9] * 6, 1),
        ([50] * 5 + [49] + [60] * 6, 1),
        ([49] * 11, 1),
        ([49] * 12, 2),
        ([49] * 23, 2),
        ([30] * 24, 2),
        ([29.9] * 24, 3),
        ([29.9] * 23, 2),
        ([0] * 11, 1),
        ([0] * 12, 3),
        # Means are counted, as the limits say: 40 mL over the last twelve hours.
        ([60] * 24 + [20] * 6, 2),
    ],
)
def test_stages(hours, stage):
    answer = staged(hours)
    assert answer.working["results"]["max_stage"] == stage
    assert [c.indicator for c in answer] == ["warning"] * (stage > 0)


def test_pairs_of_hour_and_volume_are_the_same_as_bare_volumes():
    pairs = [[hour, 49] for hour in range(1, 13)]
    assert staged(pairs).working["results"] == staged([49] * 12).working["results"]


def test_a_gap_in_the_hours_begins_anew():
    assert staged([[h, 49] for h in (1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13)]).working["results"]["max_stage"] == 1


def test_too_few_hours_cannot_tell():
    answer = staged([10] * 5)
    assert (answer.outcome, answer.working["range"]) == (Outcome.CANNOT_TELL, {"low": 0, "high": 3})
    assert "6 hours on end" in answer.reason


def test_without_a_weight_nothing_can_be_said():
    assert ask(kdigo_aki_urine, hourly_urine_ml=[10] * 12).outcome == Outcome.CANNOT_TELL


def test_the_card_says_rate_hours_and_weight():
    [card] = staged([29] * 24)
    assert card.summary == "AKI stage 3 by urine on 2026-01-01: 0.29 mL/kg/h over 24 hours"
    assert "Weight 100 kg" in card.detail
