"""What comes of a threshold, by hand; what is a share of nobody is said so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.evaluation import Confusion, InputError, Predictions, Proportion, UndefinedError

TABLE = Confusion(true_positives=20, false_positives=180, false_negatives=10, true_negatives=1820)
"""A worked example that many textbooks share: sensitivity 2/3, specificity 91 %, PPV 10 %, NPV 99.5 %."""


def test_a_table_by_hand():
    assert TABLE.sensitivity.value == pytest.approx(20 / 30)
    assert TABLE.specificity.value == pytest.approx(0.91)
    assert TABLE.ppv.value == pytest.approx(0.10)
    assert TABLE.npv.value == pytest.approx(1820 / 1830)
    assert TABLE.flagged.value == pytest.approx(200 / 2030)
    assert TABLE.youden_j == pytest.approx(20 / 30 + 0.91 - 1)
    assert TABLE.number_needed_to_evaluate == pytest.approx(10)


def test_who_is_at_the_threshold_is_flagged():
    given = Predictions.of([1, 0, 1], [0.5, 0.5, 0.49])
    assert Confusion.at(given, 0.5) == Confusion(1, 1, 1, 0)


def test_a_share_of_nobody_is_not_zero():
    nobody = Confusion.at(Predictions.of([0, 1], [0.1, 0.2]), 0.9)
    with pytest.raises(UndefinedError, match=r"PPV is not defined.*0 of 0"):
        _ = nobody.ppv.value
    with pytest.raises(UndefinedError, match="nobody flagged had the outcome"):
        _ = nobody.number_needed_to_evaluate
    with pytest.raises(UndefinedError, match="sensitivity is not defined"):
        _ = Confusion.at(Predictions.of([0], [0.1]), 0.9).youden_j


@pytest.mark.parametrize("threshold", [-0.1, 1.1, float("nan")])
def test_a_threshold_is_a_probability(threshold):
    with pytest.raises(InputError, match="threshold must be within 0 to 1"):
        Confusion.at(Predictions.of([0], [0.1]), threshold)


def test_wilson_as_published():
    # Newcombe 1998 (two-sided intervals for the single proportion), table I, method 3.
    published = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    for (count, of), bounds in published.items():
        found = Proportion(count, of).wilson()
        assert (round(found.lower, 4), round(found.upper, 4)) == bounds


@given(st.integers(0, 500), st.integers(1, 500), st.floats(0.01, 0.99))
def test_wilson_contains_the_share_and_stays_within_bounds(count, of, confidence):
    one = Proportion(min(count, of), of)
    found = one.wilson(confidence)
    assert 0 <= found.lower <= one.value <= found.upper <= 1
    assert found.upper > found.lower, "nobody of so many is not a certainty"


@pytest.mark.parametrize(("count", "of"), [(-1, 3), (4, 3)])
def test_more_than_all_is_no_proportion(count, of):
    with pytest.raises(InputError, match="is no proportion"):
        Proportion(count, of)


def test_confidence_is_between_0_and_1():
    with pytest.raises(InputError, match="confidence must be above 0 and below 1, and is 95"):
        Proportion(1, 2).wilson(95)
