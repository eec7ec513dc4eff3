"""Cox's proportional hazards regression, by lifelines: a hazard ratio for each covariate, and the model's C."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from lifelines import CoxPHFitter
from lifelines.exceptions import ConvergenceError, ConvergenceWarning

from chartside.evaluation.column import Column, Floats, numbers, same_length, within
from chartside.evaluation.follow_up import FollowUp
from chartside.evaluation.harrell import harrell_c
from chartside.evaluation.interval import Interval
from chartside.evaluation.refusal import InputError, UndefinedError


@dataclass(frozen=True, slots=True)
class HazardRatio:
    """By how much one unit more of a covariate multiplies the hazard, the others held."""

    covariate: str
    ratio: float
    interval: Interval
    p: float


@dataclass(frozen=True, slots=True)
class Cox:
    """A fitted model; made by ``cox``."""

    hazard_ratios: tuple[HazardRatio, ...]
    harrell_c: float
    """On the rows it was fitted to, which flatters."""
    fitted: CoxPHFitter

    def risk(self, covariates: Mapping[str, Column], horizon: float) -> Floats:
        """Return for each row the risk of the outcome by the horizon, 0 to 1; raise InputError for another set of covariates."""
        names = [one.covariate for one in self.hazard_ratios]
        if set(covariates) != set(names):
            raise InputError(f"the model takes the covariates {', '.join(names)}")
        rows = {_column(at): numbers(covariates[name], name) for at, name in enumerate(names)}
        same_length(**rows)
        survival = self.fitted.predict_survival_function(pd.DataFrame(rows), times=[horizon])
        return np.asarray(1 - survival.iloc[0].to_numpy(), dtype=np.float64)


def cox(follow_up: FollowUp, covariates: Mapping[str, Column], *, confidence: float = 0.95) -> Cox:
    """Fit the model; where a patient has several rows, errors are the robust ones, clustered by patient.

    Raises InputError for covariates that are no numbers or of another length; UndefinedError where nobody had the outcome or no model fits
    (a covariate without variation, one that is the sum of others, one that parts the outcomes completely).
    """
    within(confidence, "confidence", 0, 1)
    if not covariates:
        raise InputError("covariates: give at least one")
    follow_up.some_event("a Cox model")
    rows = {_column(at): numbers(column, name) for at, (name, column) in enumerate(covariates.items())}
    same_length(durations=follow_up.durations, **rows)
    flat = [name for name, column in zip(covariates, rows.values(), strict=True) if np.ptp(column) == 0]
    if flat:
        raise UndefinedError(f"a Cox model is not defined: {', '.join(flat)} does not vary; leave it out")
    table = pd.DataFrame({**rows, "durations": follow_up.durations, "events": follow_up.events})
    clustered = "patients" if follow_up.repeated else None
    if clustered:
        table[clustered] = follow_up.patients.astype(object)
    fitter = CoxPHFitter(alpha=1 - confidence)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", ConvergenceWarning)
            fitted = fitter.fit(table, duration_col="durations", event_col="events", cluster_col=clustered)
    except (ConvergenceError, ConvergenceWarning) as error:
        raise UndefinedError(
            "a Cox model is not defined: it does not converge; look for covariates that are sums of others "
            "or part the outcomes completely"
        ) from error
    return Cox(
        tuple(_ratios(fitted, list(covariates), confidence)),
        harrell_c(follow_up, fitted.predict_partial_hazard(table)),
        fitted,
    )


def _ratios(fitted: CoxPHFitter, names: list[str], confidence: float) -> list[HazardRatio]:
    found = []
    for at, name in enumerate(names):
        row = fitted.summary.loc[_column(at)]
        low, high = np.exp(fitted.confidence_intervals_.loc[_column(at)].to_numpy())
        interval = Interval(float(low), float(high), confidence, "wald")
        found.append(HazardRatio(name, float(row["exp(coef)"]), interval, float(row["p"])))
    return found


def _column(at: int) -> str:
    """Name a column so that no covariate's own name can mean something to lifelines."""
    return f"covariate_{at}"
