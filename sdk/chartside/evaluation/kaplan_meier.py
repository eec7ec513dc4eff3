"""Survival over time with those lost to follow-up accounted for: Kaplan and Meier's estimate, by lifelines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from lifelines import KaplanMeierFitter

from chartside.evaluation.column import within
from chartside.evaluation.follow_up import FollowUp
from chartside.evaluation.interval import Interval
from chartside.evaluation.refusal import InputError, UndefinedError


@dataclass(frozen=True, slots=True)
class SurvivalPoint:
    """The share without the outcome just after ``time``; ``at_risk`` were still followed just before."""

    time: float
    survival: float
    interval: Interval | None
    """Greenwood's, on the log-log scale; None where survival is 1 or 0, of which that scale says nothing."""
    at_risk: int


@dataclass(frozen=True, slots=True)
class KaplanMeier:
    """A fitted curve; made by ``kaplan_meier``."""

    follow_up: FollowUp
    confidence: float
    fitted: KaplanMeierFitter

    @property
    def median(self) -> float:
        """The time by which half had the outcome; raises UndefinedError where fewer than half did while followed."""
        found = float(self.fitted.median_survival_time_)
        if not np.isfinite(found):
            raise UndefinedError("median survival is not defined: fewer than half had the outcome while followed")
        return found

    def at(self, time: float) -> SurvivalPoint:
        """Return the point at a time; raise UndefinedError where everybody left is censored before it, InputError below 0."""
        if not 0 <= time < np.inf:
            raise InputError(f"time must be 0 or more, and is {time:g}")
        survival = float(self.fitted.predict(time))
        longest = float(self.follow_up.durations.max())
        if time > longest and survival > 0:
            raise UndefinedError(f"survival at {time:g} is not defined: nobody is followed beyond {longest:g}")
        interval = None
        if 0 < survival < 1:
            bounds = self.fitted.confidence_interval_survival_function_.loc[:time].iloc[-1]
            interval = Interval(float(bounds.iloc[0]), float(bounds.iloc[1]), self.confidence, "log-log")
        return SurvivalPoint(float(time), survival, interval, int((self.follow_up.durations >= time).sum()))


def kaplan_meier(follow_up: FollowUp, *, confidence: float = 0.95) -> KaplanMeier:
    """Fit the curve; its intervals take rows as independent."""
    within(confidence, "confidence", 0, 1)
    fitted = KaplanMeierFitter(alpha=1 - confidence).fit(follow_up.durations, follow_up.events)
    return KaplanMeier(follow_up, confidence, fitted)
