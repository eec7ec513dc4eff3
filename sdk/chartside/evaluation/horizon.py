"""Calibration of a survival model at one time: risks said beside the risk that Kaplan and Meier observe."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chartside.evaluation.follow_up import FollowUp
from chartside.evaluation.interval import Interval
from chartside.evaluation.kaplan_meier import kaplan_meier
from chartside.evaluation.refusal import UndefinedError
from chartside.evaluation.reliability import quantile_bins
from chartside.evaluation.survival import SurvivalPredictions


@dataclass(frozen=True, slots=True)
class HorizonBin:
    """People of like risk: the mean that was said, and the risk observed by the horizon, or why there is none."""

    people: int
    predicted: float
    observed: float | None
    interval: Interval | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class HorizonCalibration:
    """Risk observed and expected over everybody by the horizon, and the curve, lowest risk first."""

    observed: float
    expected: float
    curve: tuple[HorizonBin, ...]


def horizon_observed_to_expected(predictions: SurvivalPredictions) -> float:
    """Return the risk observed by the horizon over the mean that was said; above 1 the model says too little.

    Raises UndefinedError where nobody is followed so far, or every risk is 0.
    """
    expected = float(predictions.risks.mean())
    if expected == 0:
        raise UndefinedError("observed to expected is not defined: every risk is 0")
    return (1 - kaplan_meier(predictions.follow_up).at(predictions.horizon).survival) / expected


def horizon_calibration(
    predictions: SurvivalPredictions, *, bins: int = 10, confidence: float = 0.95
) -> HorizonCalibration:
    """Compare what was said with the risk observed by the horizon, censoring accounted for.

    Raises UndefinedError where nobody is followed so far; a bin of which that is true says so and has no observed risk.
    """
    follow_up, said, horizon = predictions.follow_up, predictions.risks, predictions.horizon
    everybody = kaplan_meier(follow_up, confidence=confidence).at(horizon)
    where = quantile_bins(said, bins)
    curve = tuple(
        _bin(follow_up.take(where == one), float(said[where == one].mean()), horizon, confidence)
        for one in np.unique(where)
    )
    return HorizonCalibration(1 - everybody.survival, float(said.mean()), curve)


def _bin(people: FollowUp, predicted: float, horizon: float, confidence: float) -> HorizonBin:
    try:
        point = kaplan_meier(people, confidence=confidence).at(horizon)
    except UndefinedError as why:
        return HorizonBin(len(people), predicted, None, None, str(why))
    interval = point.interval
    if interval is not None:
        interval = Interval(1 - interval.upper, 1 - interval.lower, interval.confidence, interval.method)
    return HorizonBin(len(people), predicted, 1 - point.survival, interval)
