"""Fits a Cox model with lifelines and writes the JSON that is served: rounded, so that every machine writes the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from lifelines import CoxPHFitter, KaplanMeierFitter

from plugins.risk_models.cox_term import CoxTerm, Value
from plugins.risk_models.training.followed import Followed

DIGITS = 8
_TENTH = Decimal("0.1")
Form = tuple[str, str, Value | None]
"""A term before it is fitted: its input, its transform, and the knot or word."""


def cox_file(patients: Sequence[Followed], forms: Sequence[Form], horizon: int) -> bytes:
    """Return the file of the model that is fitted to these patients, each watched no longer than the horizon."""
    columns = _columns(patients, forms)
    centres = [round(float(column.mean()), DIGITS) for column in columns]
    days, events = _watched(patients, horizon)
    fitted = fitted_to(columns, days, events)
    coefficients = [round(float(one), DIGITS) for one in fitted.params_]
    # lifelines centres by its own means; the served model by these rounded ones.
    at_centre = pd.DataFrame([centres], columns=list(fitted.params_.index))
    survival = float(fitted.predict_survival_function(at_centre, times=[horizon]).iloc[0, 0])
    seen = KaplanMeierFitter().fit(days, events).predict(horizon)
    file = {
        "kind": "cox",
        "horizon_days": horizon,
        "baseline_survival": round(survival, DIGITS),
        "average_risk": round(1 - float(seen), DIGITS),
        "trained_on": {"patients": len(patients), "events": int(events.sum())},
        "inputs": _inputs(patients),
        "terms": [
            {"input": name, "kind": kind, "at": _plain(at), "coefficient": coefficient, "centre": centre}
            for (name, kind, at), coefficient, centre in zip(forms, coefficients, centres, strict=True)
        ],
    }
    return (json.dumps(file, indent=1) + "\n").encode()


def fitted_to(columns: Sequence[npt.NDArray[np.float64]], days: Any, events: Any) -> CoxPHFitter:
    """Return the fit, converged further than it is rounded."""
    table = pd.DataFrame({f"x{at}": column for at, column in enumerate(columns)} | {"days": days, "events": events})
    return CoxPHFitter().fit(table, "days", "events", fit_options={"precision": 1e-10})


def _columns(patients: Sequence[Followed], forms: Sequence[Form]) -> list[npt.NDArray[np.float64]]:
    terms = [CoxTerm(name, kind, at, Decimal(1), Decimal(0)) for name, kind, at in forms]
    return [np.array([float(term.transformed(one.inputs[term.input])) for one in patients]) for term in terms]


def _watched(patients: Sequence[Followed], horizon: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    days = np.array([min(one.days, horizon) for one in patients])
    return days, np.array([int(one.event and one.days <= horizon) for one in patients])


def _inputs(patients: Sequence[Followed]) -> dict[str, Mapping[str, Any]]:
    return {name: _seen([one.inputs[name] for one in patients]) for name in patients[0].inputs}


def _seen(values: Sequence[Value]) -> Mapping[str, Any]:
    numbers = [value for value in values if isinstance(value, Decimal)]
    if numbers:
        # To a tenth outwards: a refusal is read by people, and says both the value and the ends.
        low, high = min(numbers).quantize(_TENTH, ROUND_FLOOR), max(numbers).quantize(_TENTH, ROUND_CEILING)
        return {"low": _plain(low), "high": _plain(high)}
    return {"words": sorted(set(values), key=str)}


def _plain(value: Value | None) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
