"""One report of everything that an evaluation comes to, as a model's evaluation.json holds it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from chartside.evaluation import probability_report as probability
from chartside.evaluation.arms import Arms
from chartside.evaluation.arms_report import arms as report_arms
from chartside.evaluation.bootstrap import REPLICATES
from chartside.evaluation.certainty import Certainty
from chartside.evaluation.column import Column
from chartside.evaluation.figure import figure, plain
from chartside.evaluation.net_benefit import THRESHOLDS
from chartside.evaluation.predictions import Predictions
from chartside.evaluation.refusal import InputError
from chartside.evaluation.subgroup_report import subgroups
from chartside.evaluation.survival import SurvivalPredictions
from chartside.evaluation.survival_report import survival as report_survival

FORMAT = "chartside-evaluation/1"


def evaluate(
    predictions: Predictions | None = None,
    *,
    seed: int,
    threshold: float | None = None,
    attributes: Mapping[str, Column] | None = None,
    decision_thresholds: Iterable[float] = THRESHOLDS,
    survival: SurvivalPredictions | None = None,
    covariates: Mapping[str, Column] | None = None,
    arms: Arms | None = None,
    replicates: int = REPLICATES,
    confidence: float = 0.95,
    bins: int = 10,
) -> dict[str, Any]:
    """Return a report that ``json.dumps`` takes, the same bytes for the same data, seed and libraries.

    Give ``predictions`` with the ``threshold`` at which one acts, chosen beforehand on other rows, and ``attributes`` (by name, a label for
    each row) whose subgroups are compared; ``survival`` with ``covariates`` for a Cox model; two ``arms``; any of the three. A section
    of what was not given is absent. A number that the data do not define is ``{"value": null, "why": ...}``. Floats have six
    significant digits; a p below 1e-12 is written as 1e-12.

    Raises InputError where nothing to evaluate is given, or it is not what the parts say that they take.
    """
    if predictions is None and survival is None and arms is None:
        raise InputError("give predictions, survival or arms: there is nothing to evaluate")
    if predictions is None and (threshold is not None or attributes):
        raise InputError("threshold and attributes are of predictions, and none are given")
    if survival is None and covariates:
        raise InputError("covariates are of survival, and none is given")
    sure = Certainty(seed, replicates, confidence)
    settings = {"seed": seed, "replicates": replicates, "confidence": confidence, "bins": bins}
    found: dict[str, Any] = {"format": FORMAT, "settings": settings}
    if predictions is not None:
        found |= _probabilities(predictions, _acted_on(threshold), attributes or {}, decision_thresholds, sure, bins)
    if survival is not None:
        found["survival"] = report_survival(survival, covariates, sure, bins)
    if arms is not None:
        found["arms"] = report_arms(arms, confidence)
    whole: dict[str, Any] = plain(found)
    return whole


def _acted_on(threshold: float | None) -> float:
    if threshold is None:
        raise InputError("threshold: say at which probability one acts; choose it beforehand, on other rows")
    if not 0 <= threshold <= 1 or figure(threshold) != threshold:
        raise InputError(
            "threshold must be within 0 to 1, with at most six significant digits, which is what a report holds"
        )
    return float(threshold)


def _probabilities(
    predictions: Predictions,
    threshold: float,
    attributes: Mapping[str, Column],
    decision_thresholds: Iterable[float],
    sure: Certainty,
    bins: int,
) -> dict[str, Any]:
    found = {
        "data": probability.data(predictions, sure),
        "discrimination": probability.discrimination(predictions, sure),
        "calibration": probability.calibration(predictions, sure, bins),
        "at_threshold": probability.at_threshold(predictions, sure, threshold),
        "at_youden": probability.at_youden(predictions, sure),
        "decision_curve": probability.curve(predictions, decision_thresholds),
    }
    return found | ({"subgroups": subgroups(predictions, attributes, sure, threshold)} if attributes else {})
