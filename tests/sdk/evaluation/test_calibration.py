"""Whether probabilities mean what they say, against what was put into the data and other ways to compute it."""

import numpy as np
import pytest
from hypothesis import given
from scipy.optimize import minimize
from scipy.special import expit, logit
from sklearn.calibration import calibration_curve

from chartside.evaluation import (
    InputError,
    Predictions,
    UndefinedError,
    brier,
    calibration_in_the_large,
    calibration_line,
    observed_to_expected,
    reliability,
    scaled_brier,
)
from tests.sdk.evaluation.drawn import predictions, study


@given(predictions(both=False))
def test_brier_is_the_mean_square_and_within_bounds(drawn):
    by_hand = np.mean((drawn.probabilities - drawn.outcomes) ** 2)
    assert brier(drawn) == pytest.approx(by_hand)
    assert 0 <= brier(drawn) <= 1


@given(predictions())
def test_brier_is_reliability_less_resolution_plus_uncertainty(drawn):
    # Murphy 1973: over the distinct probabilities the parts add up exactly.
    prevalence = drawn.outcomes.mean()
    parts = prevalence * (1 - prevalence)
    for said in set(drawn.probabilities.tolist()):
        rows = drawn.probabilities == said
        happened = drawn.outcomes[rows].mean()
        parts += rows.mean() * ((said - happened) ** 2 - (happened - prevalence) ** 2)
    assert brier(drawn) == pytest.approx(parts)


@given(predictions())
def test_saying_the_prevalence_is_worth_nothing_and_the_truth_everything(drawn):
    prevalence = [drawn.outcomes.mean()] * len(drawn)
    assert scaled_brier(Predictions.of(drawn.outcomes, prevalence)) == pytest.approx(0, abs=1e-12)
    assert scaled_brier(Predictions.of(drawn.outcomes, drawn.outcomes)) == 1


def test_what_was_put_in_comes_out():
    true = study(40_000)
    assert calibration_line(true).slope == pytest.approx(1, abs=0.05)
    assert calibration_line(true).intercept == pytest.approx(0, abs=0.05)
    assert observed_to_expected(true) == pytest.approx(1, abs=0.03)
    shifted = study(40_000, lean=0.7)
    assert calibration_in_the_large(shifted) == pytest.approx(-0.7, abs=0.05)
    assert observed_to_expected(shifted) < 0.8
    overfitted = Predictions.of(true.outcomes, expit(2 * logit(true.probabilities)))
    assert calibration_line(overfitted).slope == pytest.approx(0.5, abs=0.03)


def test_the_line_is_the_most_likely_one():
    drawn = study(200)
    said = logit(drawn.probabilities)
    sign = np.where(drawn.outcomes, 1, -1)
    found = minimize(lambda line: np.logaddexp(0, -sign * (line[0] + line[1] * said)).sum(), [0.0, 1.0], tol=1e-12)
    assert (calibration_line(drawn).intercept, calibration_line(drawn).slope) == pytest.approx(found.x, abs=1e-4)


@given(predictions())
def test_shifted_by_calibration_in_the_large_as_many_are_expected_as_happened(drawn):
    shift = calibration_in_the_large(drawn)
    assert expit(logit(drawn.probabilities) + shift).sum() == pytest.approx(drawn.events)


@pytest.mark.parametrize(
    ("probabilities", "said"),
    [
        ([0.1, 0.2, 0.8, 0.9], "part the classes"),
        ([0.1, 0.5, 0.5, 0.9], "part the classes"),
        ([0.9, 0.8, 0.2, 0.1], "part the classes"),
        ([0.3, 0.3, 0.3, 0.3], "are all one"),
        ([0.3, 0.0, 0.3, 1.0], "2 probabilities are exactly 0 or 1"),
    ],
)
def test_a_slope_without_end_is_refused(probabilities, said):
    with pytest.raises(UndefinedError, match=said):
        calibration_line(Predictions.of([0, 0, 1, 1], probabilities))


def test_where_nothing_is_expected_nothing_is_over_it():
    with pytest.raises(UndefinedError, match="every probability is 0"):
        observed_to_expected(Predictions.of([0, 1], [0, 0]))
    for measure in (calibration_in_the_large, calibration_line, scaled_brier):
        with pytest.raises(UndefinedError, match="no row has the outcome"):
            measure(Predictions.of([0, 0], [0.1, 0.2]))


@given(predictions(both=False, most=80))
def test_the_curve_is_sklearns_with_all_rows_in_it(drawn):
    curve = reliability(drawn, bins=5)
    assert sum(one.observed.of for one in curve) == len(drawn)
    assert sum(one.observed.count for one in curve) == drawn.events
    happened, said = calibration_curve(
        drawn.outcomes, drawn.probabilities, n_bins=5, strategy="quantile", pos_label=True
    )
    assert [one.predicted for one in curve] == pytest.approx(said.tolist())
    assert [one.observed.value for one in curve] == pytest.approx(happened.tolist())


def test_there_is_a_bin_at_least():
    with pytest.raises(InputError, match="bins must be 1 or more"):
        reliability(study(), bins=0)
