"""Whether probabilities mean what they say: observed to expected, calibration in the large, intercept and slope."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression

from chartside.evaluation.column import Floats
from chartside.evaluation.predictions import Predictions
from chartside.evaluation.refusal import UndefinedError

_FAR = 800.0
"""Log-odds beyond those of any probability that a float can hold."""


@dataclass(frozen=True, slots=True)
class CalibrationLine:
    """The logistic line of the outcome on the log-odds said: perfect is intercept 0 and slope 1; a slope below 1 says overfitting."""

    intercept: float
    slope: float


def observed_to_expected(predictions: Predictions) -> float:
    """Return outcomes that happened over those expected (the sum of probabilities); above 1 the model says too little.

    Raises UndefinedError where none is expected.
    """
    expected = float(predictions.probabilities.sum())
    if expected == 0:
        raise UndefinedError("observed to expected is not defined: every probability is 0")
    return predictions.events / expected


def calibration_in_the_large(predictions: Predictions) -> float:
    """Return the log-odds that, added to each prediction, make as many outcomes expected as happened (slope held at 1); 0 is perfect.

    Raises UndefinedError where there is one class only, or a probability is exactly 0 or 1.
    """
    said = _log_odds(predictions, "calibration in the large")
    happened = predictions.events / len(predictions)
    return float(brentq(lambda shift: float(expit(said + shift).mean()) - happened, -_FAR, _FAR, xtol=1e-12))


def calibration_line(predictions: Predictions) -> CalibrationLine:
    """Return intercept and slope of logistic recalibration, fitted without a penalty.

    Raises UndefinedError where there is one class only, a probability is exactly 0 or 1, all are the same, or they part the classes
    completely: the slope would be without end.
    """
    said = _log_odds(predictions, "the calibration slope")
    with_it, without = said[predictions.outcomes], said[~predictions.outcomes]
    if with_it.min() >= without.max() or without.min() >= with_it.max():
        raise UndefinedError("the calibration slope is not defined: the probabilities part the classes, or are all one")
    # The slope is of numbers centred and of unit spread, or the fit stops early where all probabilities are small.
    middle, spread = float(said.mean()), float(said.std())
    fit = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-10, max_iter=200)
    fit.fit(((said - middle) / spread).reshape(-1, 1), predictions.outcomes)
    slope = float(fit.coef_[0, 0]) / spread
    return CalibrationLine(float(fit.intercept_[0]) - slope * middle, slope)


def _log_odds(predictions: Predictions, what: str) -> Floats:
    predictions.both_classes(what)
    said = predictions.probabilities
    certain = int(((said == 0) | (said == 1)).sum())
    if certain:
        raise UndefinedError(f"{what} is not defined: {certain} probabilities are exactly 0 or 1, which has no odds")
    odds: Floats = logit(said)
    return odds
