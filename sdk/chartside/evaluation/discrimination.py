"""How well probabilities tell those with the outcome from those without: AUROC, AUPRC, and DeLong's interval."""

from __future__ import annotations

import numpy as np
from scipy.stats import norm, rankdata
from sklearn.metrics import average_precision_score, roc_auc_score

from chartside.evaluation.column import Floats, within
from chartside.evaluation.interval import Interval
from chartside.evaluation.predictions import Predictions
from chartside.evaluation.refusal import UndefinedError


def auroc(predictions: Predictions) -> float:
    """Return the area under the ROC curve: how often a row with the outcome has the higher probability, a tie counting half."""
    predictions.both_classes("AUROC")
    return float(roc_auc_score(predictions.outcomes, predictions.probabilities))


def auprc(predictions: Predictions) -> float:
    """Return the area under the precision-recall curve, as average precision; chance is the prevalence, and not a half."""
    predictions.both_classes("AUPRC")
    return float(average_precision_score(predictions.outcomes, predictions.probabilities))


def delong(predictions: Predictions, *, confidence: float = 0.95) -> Interval:
    """Return DeLong's interval of the AUROC, kept within 0 and 1.

    Raises UndefinedError where a class has fewer than two rows, where a patient has several rows (DeLong takes rows as independent; use
    ``bootstrap``), and where the classes are told apart completely: its width would be nothing, which is not how sure one is.
    """
    within(confidence, "confidence", 0, 1)
    if predictions.repeated:
        raise UndefinedError("DeLong's interval is not defined: a patient has several rows; use bootstrap")
    with_it = predictions.probabilities[predictions.outcomes]
    without = predictions.probabilities[~predictions.outcomes]
    if min(len(with_it), len(without)) < 2:  # noqa: PLR2004 - a variance needs two
        raise UndefinedError("DeLong's interval is not defined: each class needs at least two rows")
    # Midranks among all less midranks among one's own: what each row contributes (Sun and Xu, 2014).
    ranks: Floats = rankdata(np.concatenate([with_it, without]))
    ours = (ranks[: len(with_it)] - rankdata(with_it)) / len(without)
    theirs = 1 - (ranks[len(with_it) :] - rankdata(without)) / len(with_it)
    error = float(np.sqrt(ours.var(ddof=1) / len(with_it) + theirs.var(ddof=1) / len(without)))
    if error == 0:
        raise UndefinedError("DeLong's interval is not defined: every pair is told apart alike; use bootstrap")
    middle, reach = float(ours.mean()), float(norm.ppf((1 + confidence) / 2)) * error
    return Interval(max(0.0, middle - reach), min(1.0, middle + reach), confidence, "delong")
