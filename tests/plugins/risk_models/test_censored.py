"""The measures at a horizon: what they are where nobody is lost, and by hand where some are."""

import numpy as np
import pytest
from lifelines import KaplanMeierFitter
from sklearn.metrics import brier_score_loss, roc_auc_score

from chartside.evaluation import Confusion, FollowUp, Predictions, SurvivalPredictions, UndefinedError
from plugins.risk_models.training.censored import (
    acted,
    auroc,
    brier,
    observed_expected,
    survival_at,
    youden_threshold,
)

DRAW = np.random.default_rng(7)
RISKS = DRAW.beta(2, 4, size=300)
HAD = DRAW.random(300) < RISKS
DAYS = np.where(HAD, DRAW.integers(1, 365, size=300), DRAW.integers(366, 2000, size=300))


def said(days, events, risks, horizon=365) -> SurvivalPredictions:
    return SurvivalPredictions.of(FollowUp.of(days, events), risks, horizon=horizon)


def test_without_losses_they_are_the_plain_measures() -> None:
    everybody = said(DAYS, HAD, RISKS)
    assert auroc(everybody) == pytest.approx(roc_auc_score(HAD, RISKS), abs=1e-12)
    assert brier(everybody) == pytest.approx(brier_score_loss(HAD, RISKS), abs=1e-12)
    assert observed_expected(everybody) == pytest.approx(HAD.mean() / RISKS.mean(), abs=1e-12)
    table, found = Confusion.at(Predictions.of(HAD, RISKS), 0.3), acted(0.3)
    for name in ("flagged", "sensitivity", "specificity", "ppv", "npv"):
        assert found[name](everybody) == pytest.approx(getattr(table, name).value, abs=1e-12), name
    assert found["number_needed_to_evaluate"](everybody) == pytest.approx(1 / table.ppv.value, abs=1e-12)


def test_survival_is_that_of_lifelines() -> None:
    events = DRAW.random(300) < 0.6
    fitted = KaplanMeierFitter().fit(DAYS, events)
    for at in (1, 90, 365, 900):
        assert survival_at(DAYS.astype(float), events, at) == pytest.approx(float(fitted.predict(at)), abs=1e-12)


def test_weights_by_hand() -> None:
    there = said([2, 5, 8, 20], [1, 0, 1, 0], [0.9, 0.5, 0.6, 0.2], horizon=10)
    # Lost: one of three at risk on day 5, so two thirds are watched on; weights 1, 0, 3/2, 3/2.
    expected = (1 * 0.1**2 + 1.5 * 0.4**2 + 1.5 * 0.2**2) / 4
    assert brier(there) == pytest.approx(expected, abs=1e-12)
    assert auroc(there) == 1.0


def test_losses_count_neither_as_events_nor_as_none() -> None:
    # Had the lost ones the same fate as the others, nothing changes but the certainty.
    lost = DRAW.random(300) < 0.3
    until = np.where(lost, DRAW.integers(1, 365, size=300), DAYS)
    events = HAD & (until >= DAYS)
    days = np.minimum(until, DAYS)
    whole, partly = said(DAYS, HAD, RISKS), said(days, events, RISKS)
    assert (~events & (days < 365)).sum() > 40
    assert auroc(partly) == pytest.approx(auroc(whole), abs=0.05)
    assert observed_expected(partly) == pytest.approx(observed_expected(whole), abs=0.12)
    naive = events.mean() / RISKS.mean()
    assert abs(observed_expected(partly) - observed_expected(whole)) < abs(naive - observed_expected(whole))


def test_what_is_not_defined_is_refused() -> None:
    with pytest.raises(UndefinedError, match="nobody is watched so far"):
        survival_at(np.array([3.0, 9.0]), np.array([True, False]), 10)
    with pytest.raises(UndefinedError, match="parts nobody"):
        acted(0.01)["ppv"](said(DAYS, HAD, np.full(300, 0.5)))
    with pytest.raises(UndefinedError, match="all had the event"):
        auroc(said([1, 2], [1, 1], [0.1, 0.2]))


def test_the_threshold_of_training_is_the_best_whole_per_cent() -> None:
    everybody = said(DAYS, HAD, RISKS)
    best = youden_threshold(everybody)
    worth = {at / 100: acted(at / 100)["youden_j"](everybody) for at in range(5, 75)}
    assert worth[best] == pytest.approx(max(worth.values()), abs=1e-9)
