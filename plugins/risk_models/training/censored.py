"""Measures at a horizon of patients some of whom were lost before it: each who was watched stands for those like him who were not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score

from chartside.evaluation import SurvivalPredictions, UndefinedError, harrell_c

Floats = npt.NDArray[np.float64]


def survival_at(days: Floats, ended: npt.NDArray[np.bool_], at: float) -> float:
    """Return Kaplan and Meier's share without the end just after ``at``; raises UndefinedError where nobody is watched so far."""
    if not len(days) or (days.max() < at and not ended[days == days.max()].all()):
        raise UndefinedError("the share at the horizon is not defined: nobody is watched so far")
    times, ends = np.unique(days[ended & (days <= at)], return_counts=True)
    at_risk = len(days) - np.searchsorted(np.sort(days), times, side="left")
    return float(np.prod(1 - ends / at_risk))


def _watched_until(days: Floats, censored: npt.NDArray[np.bool_], until: Floats) -> Floats:
    """Return the chance not to be lost before each of these days, by Kaplan and Meier of the losses."""
    times, lost = np.unique(days[censored], return_counts=True)
    at_risk = len(days) - np.searchsorted(np.sort(days), times, side="left")
    left = np.concatenate([[1.0], np.cumprod(1 - lost / at_risk)])
    return np.asarray(left[np.searchsorted(times, until, side="left")])


def _weighted(said: SurvivalPredictions) -> tuple[npt.NDArray[np.bool_], Floats]:
    """Return who had the event by the horizon, and the weight of each: 0 for those of whom it is not known."""
    days, events = said.follow_up.durations, said.follow_up.events.astype(bool)
    had = events & (days <= said.horizon)
    had_not = ~had & (days >= said.horizon)
    chance = _watched_until(days, ~events, np.minimum(days, said.horizon))
    return had, np.where(had | had_not, 1 / np.maximum(chance, 1e-12), 0.0)


def auroc(said: SurvivalPredictions) -> float:
    """Return how often the higher risk is of the one with the event by the horizon, over pairs whose state is known, weighted."""
    had, weight = _weighted(said)
    known = weight > 0
    if len(set(had[known].tolist())) < 2:  # noqa: PLR2004 - with and without
        raise UndefinedError("AUROC is not defined: all had the event, or none")
    return float(roc_auc_score(had[known], said.risks[known], sample_weight=weight[known]))


def brier(said: SurvivalPredictions) -> float:
    """Return the mean squared distance of risks from what happened by the horizon, weighted alike."""
    had, weight = _weighted(said)
    return float((weight * (had - said.risks) ** 2).sum() / len(had))


def observed_expected(said: SurvivalPredictions) -> float:
    """Return the risk observed by the horizon over the mean that was said."""
    return _risk(said, np.ones(len(said.risks), dtype=bool)) / float(said.risks.mean())


def concordance(said: SurvivalPredictions) -> float:
    """Return Harrell's C with nobody watched beyond the horizon."""
    within = said.follow_up.durations <= said.horizon
    followed = type(said.follow_up)(
        np.minimum(said.follow_up.durations, said.horizon), said.follow_up.events * within, said.follow_up.patients
    )
    return harrell_c(followed, said.risks)


def acted(threshold: float) -> Mapping[str, Callable[[SurvivalPredictions], float]]:
    """Return what comes of calling those of at least this risk: shares of people by Kaplan and Meier, so that a loss counts as neither."""

    def of(name: str) -> Callable[[SurvivalPredictions], float]:
        return lambda said: _table(said, threshold)[name]

    names = ("flagged", "sensitivity", "specificity", "ppv", "npv", "youden_j", "number_needed_to_evaluate")
    return {name: of(name) for name in names}


def _table(said: SurvivalPredictions, threshold: float) -> dict[str, float]:
    high = said.risks >= threshold
    flagged = float(high.mean())
    if flagged in (0.0, 1.0):
        raise UndefinedError("nothing is defined at the threshold: it parts nobody from nobody")
    ppv, npv = _risk(said, high), 1 - _risk(said, ~high)
    had = flagged * ppv + (1 - flagged) * (1 - npv)
    if had in (0.0, 1.0) or ppv == 0:
        raise UndefinedError("nothing is defined at the threshold: all had the event, or none")
    found = {"sensitivity": flagged * ppv / had, "specificity": (1 - flagged) * npv / (1 - had)}
    return found | {
        "flagged": flagged,
        "ppv": ppv,
        "npv": npv,
        "youden_j": found["sensitivity"] + found["specificity"] - 1,
        "number_needed_to_evaluate": 1 / ppv,
    }


def _risk(said: SurvivalPredictions, who: Any) -> float:
    days, events = said.follow_up.durations[who], said.follow_up.events[who].astype(bool)
    return 1 - survival_at(days, events, said.horizon)


def youden_threshold(said: SurvivalPredictions) -> float:
    """Return the risk, of every whole per cent, at which sensitivity and specificity together are highest; the lowest of several."""
    found: dict[float, float] = {}
    for at in range(1, 100):
        try:
            found[at / 100] = round(_table(said, at / 100)["youden_j"], 9)
        except UndefinedError:
            continue
    return max(found, key=lambda at: (found[at], -at))
