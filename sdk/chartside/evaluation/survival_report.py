"""The section of a report on a survival model: Harrell's C, calibration at the horizon, and a Cox model where covariates are given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chartside.evaluation.certainty import Certainty
from chartside.evaluation.column import Column
from chartside.evaluation.cox import HazardRatio, cox
from chartside.evaluation.figure import p_figure
from chartside.evaluation.follow_up import FollowUp
from chartside.evaluation.harrell import harrell_c
from chartside.evaluation.horizon import HorizonBin, horizon_calibration, horizon_observed_to_expected
from chartside.evaluation.interval import Interval
from chartside.evaluation.kaplan_meier import kaplan_meier
from chartside.evaluation.measure import Measure
from chartside.evaluation.refusal import UndefinedError
from chartside.evaluation.survival import SurvivalPredictions


def survival(
    predictions: SurvivalPredictions, covariates: Mapping[str, Column] | None, sure: Certainty, bins: int
) -> dict[str, Any]:
    """Return what a survival model's predictions come to."""
    follow_up = predictions.follow_up
    fitted = kaplan_meier(follow_up, confidence=sure.confidence)
    found = {
        "rows": len(follow_up),
        "patients": len(set(follow_up.patients.tolist())),
        "events": int(follow_up.events.sum()),
        "horizon": predictions.horizon,
        "median_survival": Measure.of(lambda: fitted.median).json(),
        "harrell_c": sure.of(predictions, lambda drawn: harrell_c(drawn.follow_up, drawn.risks)).json(),
        "observed_to_expected": sure.of(predictions, horizon_observed_to_expected).json(),
        "calibration": _calibration(predictions, sure, bins),
    }
    return found | ({"cox": _cox(follow_up, covariates, sure)} if covariates else {})


def _calibration(predictions: SurvivalPredictions, sure: Certainty, bins: int) -> Any:
    try:
        found = horizon_calibration(predictions, bins=bins, confidence=sure.confidence)
    except UndefinedError as why:
        return {"value": None, "why": str(why)}
    return {
        "observed": found.observed,
        "expected": found.expected,
        "curve": [_bin(one) for one in found.curve],
    }


def _bin(one: HorizonBin) -> dict[str, Any]:
    none = "" if one.interval else "the interval is not defined where all or none had the outcome"
    observed = Measure(one.observed, one.why, one.interval, none)
    return {"rows": one.people, "predicted": one.predicted, "observed": observed.json()}


def _cox(follow_up: FollowUp, covariates: Mapping[str, Column], sure: Certainty) -> dict[str, Any]:
    try:
        found = cox(follow_up, covariates, confidence=sure.confidence)
    except UndefinedError as why:
        return {"value": None, "why": str(why)}
    return {
        "hazard_ratios": {one.covariate: _ratio(one, one.interval) for one in found.hazard_ratios},
        "harrell_c_on_these_rows": found.harrell_c,
    }


def _ratio(one: HazardRatio, interval: Interval) -> dict[str, Any]:
    return Measure(one.ratio, interval=interval).json() | {"p": p_figure(one.p)}
