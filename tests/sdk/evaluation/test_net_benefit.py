"""Net benefit, against its definition and at its ends."""

import pytest
from hypothesis import given

from chartside.evaluation import InputError, Predictions, decision_curve, net_benefit
from tests.sdk.evaluation.drawn import UNITS, predictions


def test_by_hand():
    # At 20 % a false alarm weighs a quarter: (2 - 1 / 4) / 5.
    assert net_benefit(Predictions.of([1, 1, 0, 0, 1], [0.9, 0.2, 0.3, 0.1, 0.1]), 0.2) == pytest.approx(1.75 / 5)


@given(predictions(both=False), UNITS)
def test_treating_none_is_nothing_and_treating_all_is_flagging_everybody(drawn, threshold):
    [found] = decision_curve(drawn, [threshold])
    assert found.treat_none == 0
    assert found.model == net_benefit(drawn, threshold)
    assert found.treat_all == pytest.approx(net_benefit(Predictions.of(drawn.outcomes, [1] * len(drawn)), threshold))
    assert net_benefit(Predictions.of(drawn.outcomes, [0] * len(drawn)), threshold) == found.treat_none


@given(predictions(both=False), UNITS)
def test_nothing_is_worth_more_than_knowing(drawn, threshold):
    perfect = net_benefit(Predictions.of(drawn.outcomes, drawn.outcomes), threshold)
    assert perfect == pytest.approx(drawn.outcomes.mean())
    assert net_benefit(drawn, threshold) <= perfect + 1e-12


def test_at_the_prevalence_treating_all_is_worth_nothing():
    [found] = decision_curve(Predictions.of([1, 0, 0, 0], [0.5] * 4), [0.25])
    assert found.treat_all == pytest.approx(0)


@pytest.mark.parametrize("threshold", [-0.1, 1, 1.5])
def test_a_threshold_of_1_has_no_odds(threshold):
    with pytest.raises(InputError, match="threshold must be 0 or more and below 1"):
        decision_curve(Predictions.of([1, 0], [0.5, 0.4]), [threshold])
