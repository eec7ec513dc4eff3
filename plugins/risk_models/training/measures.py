"""What an artefact's evaluation holds: the measures that limits are set to, by group too, and the whole report beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from chartside.evaluation import Predictions, evaluate

SEED = 20261127
REPLICATES = 200


def measured(
    outcomes: Sequence[bool],
    probabilities: Sequence[float],
    patients: Sequence[str],
    *,
    threshold: float,
    attributes: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    """Return ``measures``, ``subgroups``, ``calibration`` and the ``report`` they are taken from; the same rows give the same numbers."""
    report = evaluate(
        Predictions.of(outcomes, probabilities, patients=patients),
        seed=SEED,
        replicates=REPLICATES,
        threshold=threshold,
        attributes=attributes,
    )
    return {"measures": _flat(report), "subgroups": _groups(report), "calibration": _bins(report), "report": report}


def _flat(report: Mapping[str, Any]) -> dict[str, Any]:
    discrimination, calibration, acted = report["discrimination"], report["calibration"], report["at_threshold"]
    found = {
        "auroc": discrimination["auroc"],
        "auprc": discrimination["auprc"],
        "brier": calibration["brier"],
        "observed_expected": calibration["observed_to_expected"],
        "calibration_slope": calibration["slope"],
        **{name: acted[name] for name in ("flagged", "sensitivity", "specificity", "ppv", "npv", "youden_j")},
        "number_needed_to_evaluate": acted["number_needed_to_evaluate"],
    }
    return {name: _bounded(one) for name, one in found.items()}


def _bounded(one: Mapping[str, Any]) -> dict[str, Any]:
    """Return a measure as artefacts have it: its value, ``low`` and ``high``; or why it has none."""
    interval = {"low": one["lower"], "high": one["upper"]} if "lower" in one else {}
    return {"value": one["value"], **interval, **({"why": one["why"]} if one.get("why") else {})}


def _groups(report: Mapping[str, Any]) -> dict[str, Any]:
    found = report.get("subgroups", {}).get("attributes", {})
    return {
        attribute: {
            group: {name: _bounded(one) if isinstance(one, Mapping) else one for name, one in measures.items()}
            for group, measures in one["subgroups"].items()
        }
        for attribute, one in found.items()
    }


def _bins(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"rows": b["rows"], "predicted": b["predicted"], "observed": _bounded(b["observed"])}
        for b in report["calibration"]["curve"]
    ]
