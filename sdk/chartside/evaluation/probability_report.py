"""The sections of a report on predicted probabilities."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from chartside.evaluation.brier import brier, scaled_brier
from chartside.evaluation.calibration import calibration_in_the_large, calibration_line, observed_to_expected
from chartside.evaluation.certainty import Certainty
from chartside.evaluation.confusion import Confusion
from chartside.evaluation.discrimination import auprc, auroc, delong
from chartside.evaluation.figure import floor_figure
from chartside.evaluation.measure import Measure
from chartside.evaluation.net_benefit import decision_curve, net_benefit
from chartside.evaluation.predictions import Metric, Predictions
from chartside.evaluation.proportion import Proportion
from chartside.evaluation.refusal import UndefinedError
from chartside.evaluation.reliability import Bin, reliability
from chartside.evaluation.youden import youden


def data(predictions: Predictions, sure: Certainty) -> dict[str, Any]:
    """Return of how many rows and patients the report is, and how many had the outcome."""
    prevalence = sure.of_share(predictions, lambda drawn: Proportion(drawn.events, len(drawn), "prevalence"))
    return {
        "rows": len(predictions),
        "patients": len(set(predictions.patients.tolist())),
        "events": predictions.events,
        "prevalence": prevalence.json(),
    }


def discrimination(predictions: Predictions, sure: Certainty) -> dict[str, Any]:
    """Return AUROC, with DeLong's interval beside the bootstrap's, and AUPRC."""
    by_delong = Measure.of(lambda: auroc(predictions), lambda: delong(predictions, confidence=sure.confidence))
    return {
        "auroc": sure.of(predictions, auroc).json(),
        "auroc_delong": by_delong.json(),
        "auprc": sure.of(predictions, auprc).json(),
    }


def calibration(predictions: Predictions, sure: Certainty, bins: int) -> dict[str, Any]:
    """Return whether probabilities mean what they say, as numbers and as a curve."""
    numbers: dict[str, Metric] = {
        "brier": brier,
        "scaled_brier": scaled_brier,
        "observed_to_expected": observed_to_expected,
        "in_the_large": calibration_in_the_large,
        "intercept": lambda drawn: calibration_line(drawn).intercept,
        "slope": lambda drawn: calibration_line(drawn).slope,
    }
    found: dict[str, Any] = {name: sure.of(predictions, metric).json() for name, metric in numbers.items()}
    curve = [_bin(one, predictions, sure) for one in reliability(predictions, bins=bins)]
    return found | {"curve": curve}


def _bin(one: Bin, predictions: Predictions, sure: Certainty) -> dict[str, Any]:
    shown = {"rows": one.observed.of, "events": one.observed.count, "predicted": one.predicted}
    if predictions.repeated:
        return shown | {"observed": Measure(one.observed.value, why_no_interval="a patient has several rows").json()}
    return shown | {
        "observed": Measure.of(lambda: one.observed.value, lambda: one.observed.wilson(sure.confidence)).json()
    }


def at_threshold(predictions: Predictions, sure: Certainty, threshold: float) -> dict[str, Any]:
    """Return what comes of flagging at a threshold."""

    def share(read: Callable[[Confusion], Proportion]) -> dict[str, Any]:
        return sure.of_share(predictions, lambda drawn: read(Confusion.at(drawn, threshold))).json()

    def number(read: Callable[[Confusion], float]) -> dict[str, Any]:
        return sure.of(predictions, lambda drawn: read(Confusion.at(drawn, threshold))).json()

    counts = Confusion.at(predictions, threshold)
    worth = Measure(None, "net benefit is not defined at a threshold of 1: its odds are without end")
    if threshold < 1:
        worth = sure.of(predictions, lambda drawn: net_benefit(drawn, threshold))
    return {
        "threshold": threshold,
        "true_positives": counts.true_positives,
        "false_positives": counts.false_positives,
        "false_negatives": counts.false_negatives,
        "true_negatives": counts.true_negatives,
        "flagged": share(lambda found: found.flagged),
        "sensitivity": share(lambda found: found.sensitivity),
        "specificity": share(lambda found: found.specificity),
        "ppv": share(lambda found: found.ppv),
        "npv": share(lambda found: found.npv),
        "youden_j": number(lambda found: found.youden_j),
        "number_needed_to_evaluate": number(lambda found: found.number_needed_to_evaluate),
        "net_benefit": worth.json(),
    }


def at_youden(predictions: Predictions, sure: Certainty) -> dict[str, Any]:
    """Return the same at the threshold of the highest J, which was chosen on these very rows."""
    try:
        threshold = floor_figure(youden(predictions).threshold)
    except UndefinedError as why:
        return {"threshold": None, "why": str(why)}
    return {"chosen_on": "these rows: it flatters"} | at_threshold(predictions, sure, threshold)


def curve(predictions: Predictions, thresholds: Iterable[float]) -> list[dict[str, float]]:
    """Return the decision curve."""
    return [
        {"threshold": one.threshold, "model": one.model, "treat_all": one.treat_all, "treat_none": one.treat_none}
        for one in decision_curve(predictions, thresholds)
    ]
