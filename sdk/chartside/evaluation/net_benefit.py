"""Net benefit: what acting on a model is worth beside acting on everybody and on nobody (Vickers and Elkin, 2006)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chartside.evaluation.confusion import Confusion
from chartside.evaluation.predictions import Predictions
from chartside.evaluation.refusal import InputError

THRESHOLDS = tuple(percent / 100 for percent in range(1, 100))
"""Where a decision curve is drawn unless told otherwise: 1 % to 99 %."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Net benefit at one threshold, in true positives for each row: of the model, of treating all, of treating none."""

    threshold: float
    model: float
    treat_all: float
    treat_none: float = 0.0


def net_benefit(predictions: Predictions, threshold: float) -> float:
    """Return true positives less false positives weighed by the odds of the threshold, for each row.

    The threshold, 0 up to but not 1, says how many false alarms a case found is worth; raises InputError for another.
    """
    odds = _odds(threshold)
    found = Confusion.at(predictions, threshold)
    return (found.true_positives - found.false_positives * odds) / len(predictions)


def decision_curve(predictions: Predictions, thresholds: Iterable[float] = THRESHOLDS) -> tuple[Decision, ...]:
    """Return net benefit at each threshold, beside that of treating all and none; raises as ``net_benefit`` does."""
    prevalence = predictions.events / len(predictions)
    return tuple(Decision(t, net_benefit(predictions, t), prevalence - (1 - prevalence) * _odds(t)) for t in thresholds)


def _odds(threshold: float) -> float:
    if not 0 <= threshold < 1:
        raise InputError(f"threshold must be 0 or more and below 1, and is {threshold:g}")
    return threshold / (1 - threshold)
