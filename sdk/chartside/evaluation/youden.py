"""The threshold at which sensitivity and specificity together are highest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.metrics import roc_curve

from chartside.evaluation.predictions import Predictions


@dataclass(frozen=True, slots=True)
class Youden:
    """The highest J of all thresholds, and the threshold: a probability that some row has."""

    j: float
    threshold: float


def youden(predictions: Predictions) -> Youden:
    """Return the highest J = sensitivity + specificity - 1; of several thresholds with it the highest.

    Found on the rows on which it is then judged, it flatters: choose on training rows, report on others. Raises UndefinedError where there
    is one class only.
    """
    predictions.both_classes("Youden's J")
    false, true, thresholds = roc_curve(predictions.outcomes, predictions.probabilities, drop_intermediate=False)
    # The first flags nobody, at no finite threshold. Ties are ties though floats differ in the last bit.
    j = np.round(true - false, 12)[1:]
    best = int(np.argmax(j))
    return Youden(float(j[best]), float(thresholds[1:][best]))
