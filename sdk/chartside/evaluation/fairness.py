"""How a model serves each subgroup, and how far subgroups are apart: fairlearn's MetricFrame over our measures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from fairlearn.metrics import MetricFrame

from chartside.evaluation.brier import brier
from chartside.evaluation.calibration import observed_to_expected
from chartside.evaluation.column import Column, labels, same_length
from chartside.evaluation.confusion import Confusion
from chartside.evaluation.discrimination import auprc, auroc
from chartside.evaluation.measure import Measure
from chartside.evaluation.predictions import Metric, Predictions
from chartside.evaluation.refusal import InputError, UndefinedError


@dataclass(frozen=True, slots=True)
class Fairness:
    """Measures of each subgroup of one attribute, and the largest difference of each measure between two of them."""

    subgroups: Mapping[str, Predictions]
    measures: Mapping[str, Mapping[str, Measure]]
    """By subgroup, then by measure."""
    differences: Mapping[str, Measure]
    """By measure. Not defined where it is not in some subgroup: the one left out may be the worst off."""

    @property
    def demographic_parity_difference(self) -> Measure:
        """How far apart the shares flagged are, 0 to 1."""
        return self.differences["flagged"]

    @property
    def equal_opportunity_difference(self) -> Measure:
        """How far apart sensitivities are, 0 to 1."""
        return self.differences["sensitivity"]

    @property
    def equalized_odds_difference(self) -> Measure:
        """The larger of how far apart sensitivities and specificities are, 0 to 1."""
        both = [self.differences["sensitivity"], self.differences["specificity"]]
        lacking = next((one for one in both if one.value is None), None)
        return lacking or max(both, key=lambda one: one.value or 0.0)


def measures_at(threshold: float) -> dict[str, Metric]:
    """Return the measures that are taken of each subgroup, by name."""

    def at(name: str) -> Metric:
        return lambda predictions: float(getattr(Confusion.at(predictions, threshold), name).value)

    counted = {name: at(name) for name in ("flagged", "sensitivity", "specificity", "ppv", "npv")}
    return {"auroc": auroc, "auprc": auprc, "brier": brier, "observed_to_expected": observed_to_expected, **counted}


def fairness(predictions: Predictions, attribute: Column, *, threshold: float) -> Fairness:
    """Measure each subgroup that the attribute names (text, or whole numbers), flagging at the threshold.

    Raises InputError where a row has no label, or all have the same: between whom would it be fair?
    """
    named = labels(attribute, "attribute")
    same_length(outcomes=predictions.outcomes, attribute=named)
    names = sorted(set(named.tolist()))
    if len(names) == 1:
        raise InputError("attribute: every row has the same label, and fairness is between two or more subgroups")
    wanted = measures_at(threshold)
    frame = MetricFrame(
        metrics={name: _or_nan(metric) for name, metric in wanted.items()},
        y_true=predictions.outcomes,
        y_pred=predictions.probabilities,
        sensitive_features=pd.Series(named.tolist(), name="attribute"),
    )
    subgroups = {name: predictions.take(named == name) for name in names}
    by_group, apart = frame.by_group, frame.difference(method="between_groups")
    measures = {
        name: {what: _measure(by_group.loc[name, what], metric, rows) for what, metric in wanted.items()}
        for name, rows in subgroups.items()
    }
    differences = {what: _difference(float(apart[what]), what, measures) for what in wanted}
    return Fairness(subgroups, measures, differences)


def _or_nan(metric: Metric) -> Callable[[Any, Any], float]:
    def of(outcomes: Any, probabilities: Any) -> float:
        try:
            return metric(Predictions.of(outcomes, probabilities))
        except UndefinedError:
            return float("nan")  # inside the frame only: outside, a measure says why it has no value

    return of


def _measure(value: float, metric: Metric, rows: Predictions) -> Measure:
    return Measure.of(lambda: metric(rows)) if np.isnan(value) else Measure(float(value))


def _difference(apart: float, what: str, measures: Mapping[str, Mapping[str, Measure]]) -> Measure:
    lacking = [name for name, found in measures.items() if found[what].value is None]
    if lacking:
        return Measure(None, f"{what} is not defined in {', '.join(lacking)}")
    return Measure(apart)
