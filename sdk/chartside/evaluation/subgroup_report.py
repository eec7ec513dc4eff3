"""The section of a report on subgroups: how each is served, how far they are apart, and what of that is more than chance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chartside.evaluation.certainty import Certainty
from chartside.evaluation.column import Column
from chartside.evaluation.comparison import Comparison, comparisons
from chartside.evaluation.confusion import Confusion
from chartside.evaluation.fairness import Fairness, fairness, measures_at
from chartside.evaluation.figure import p_figure
from chartside.evaluation.predictions import Predictions
from chartside.evaluation.proportion import Proportion
from chartside.evaluation.refusal import UndefinedError

_SHARES = ("flagged", "sensitivity", "specificity", "ppv", "npv")


def subgroups(
    predictions: Predictions, attributes: Mapping[str, Column], sure: Certainty, threshold: float
) -> dict[str, Any]:
    """Return each attribute's subgroups and differences, and the comparisons over all attributes."""
    kept = {name: column if hasattr(column, "__len__") else list(column) for name, column in attributes.items()}
    by_attribute = {
        name: _attribute(fairness(predictions, column, threshold=threshold), sure, threshold)
        for name, column in kept.items()
    }
    try:
        compared: Any = [_comparison(one) for one in comparisons(predictions, kept, threshold=threshold)]
    except UndefinedError as why:
        compared = {"value": None, "why": str(why)}
    return {"attributes": by_attribute, "comparisons": compared}


def _comparison(one: Comparison) -> dict[str, Any]:
    named = {"attribute": one.attribute, "subgroup": one.subgroup, "measure": one.measure}
    return named | ({"p": None, "why": one.why} if one.p is None else {"p": p_figure(one.p), "q": p_figure(one.q)})


def _attribute(found: Fairness, sure: Certainty, threshold: float) -> dict[str, Any]:
    return {
        "subgroups": {name: _subgroup(rows, sure, threshold) for name, rows in found.subgroups.items()},
        "differences": {name: one.json() for name, one in found.differences.items()},
        "demographic_parity_difference": found.demographic_parity_difference.json(),
        "equal_opportunity_difference": found.equal_opportunity_difference.json(),
        "equalized_odds_difference": found.equalized_odds_difference.json(),
    }


def _subgroup(rows: Predictions, sure: Certainty, threshold: float) -> dict[str, Any]:
    def share(name: str) -> dict[str, Any]:
        def read(drawn: Predictions) -> Proportion:
            found: Proportion = getattr(Confusion.at(drawn, threshold), name)
            return found

        return sure.of_share(rows, read).json()

    sized = {"rows": len(rows), "patients": len(set(rows.patients.tolist())), "events": rows.events}
    measures = {
        name: share(name) if name in _SHARES else sure.of(rows, metric).json()
        for name, metric in measures_at(threshold).items()
    }
    return {**sized, **measures}
