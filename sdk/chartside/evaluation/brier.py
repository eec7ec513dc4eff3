"""How far probabilities are from what happened: the Brier score, as it is and against knowing the prevalence alone."""

from __future__ import annotations

from sklearn.metrics import brier_score_loss

from chartside.evaluation.predictions import Predictions


def brier(predictions: Predictions) -> float:
    """Return the mean squared distance of probability and outcome: 0 is perfect, 0.25 is what always saying 0.5 gives."""
    return float(brier_score_loss(predictions.outcomes, predictions.probabilities, pos_label=True))


def scaled_brier(predictions: Predictions) -> float:
    """Return 1 less the Brier score over that of always saying the prevalence: 1 is perfect, 0 no better, negative is worse.

    Raises UndefinedError where there is one class only.
    """
    predictions.both_classes("the scaled Brier score")
    prevalence = predictions.events / len(predictions)
    return 1 - brier(predictions) / (prevalence * (1 - prevalence))
