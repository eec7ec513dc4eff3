"""What is measured of a Cox model: on the locked patients, by group, in bins, and elsewhere; the same patients give the same numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from chartside.evaluation import (
    FollowUp,
    HorizonBin,
    SurvivalPredictions,
    UndefinedError,
    bootstrap,
    horizon_calibration,
)
from chartside.reference import describe
from plugins.risk_models.cox import Cox, read
from plugins.risk_models.training.censored import (
    acted,
    auroc,
    brier,
    concordance,
    observed_expected,
    youden_threshold,
)
from plugins.risk_models.training.cox_file import Form, cox_file
from plugins.risk_models.training.followed import Followed, answered, event_by, folds

SEED = 20261127
REPLICATES = 500
REPLICATES_OF_A_GROUP = 200
FEWEST = 10
"""Patients with the event, and without, below which a group gets no number."""
_FOLDS = 10
_BINS = 5
Metric = Callable[[SurvivalPredictions], float]


def judged(
    model: Cox, own: Sequence[Followed], unseen: Sequence[Followed], salt: str, threshold: float
) -> dict[str, Any]:
    """Return what an evaluation holds besides its data: split, operating point, measures, subgroups, calibration, reference."""
    seen = answered(model, unseen)
    return {
        "split": {
            "by": "patient",
            "salt": salt,
            "train_rows": len(own),
            "train_events": event_by(own, model.horizon),
            "test_rows": len(unseen),
            "test_events": event_by(unseen, model.horizon),
            "test_rows_without_number": len(unseen) - len(seen),
        },
        "operating_point": {
            "threshold": threshold,
            "highest_youden_in_training": youden_threshold(said(model, answered(model, own))),
        },
        **measured(model, seen, threshold),
        "reference": {
            "inputs": {name: describe([one.inputs[name] for one in own]) for name in model.inputs},
            "output": describe([float(risk) for risk in said(model, own).risks]),
        },
    }


def measured(model: Cox, patients: Sequence[Followed], threshold: float) -> dict[str, Any]:
    """Return ``measures``, ``subgroups`` and ``calibration`` of these patients, each with an interval by drawing patients anew."""
    metrics: Mapping[str, Metric] = {
        "concordance": concordance,
        "auroc": auroc,
        "brier": brier,
        "observed_expected": observed_expected,
        **acted(threshold),
    }
    everybody = said(model, patients)
    names = patients[0].groups.keys()
    return {
        "measures": {name: _with_interval(everybody, metric, REPLICATES) for name, metric in metrics.items()},
        "subgroups": {name: _groups(model, patients, name, metrics) for name in names},
        "calibration": [_bin(one) for one in horizon_calibration(everybody, bins=_BINS).curve],
    }


def said(model: Cox, patients: Sequence[Followed]) -> SurvivalPredictions:
    """Return what the model says of each, as it is served, beside what came."""
    risks = [float(model.probability(sum(model.added(one.inputs).values(), Decimal(0)))) for one in patients]
    followed = FollowUp.of(
        [one.days for one in patients], [one.event for one in patients], patients=[one.number for one in patients]
    )
    return SurvivalPredictions.of(followed, risks, horizon=model.horizon)


def cross_validated(patients: Sequence[Followed], forms: Sequence[Form], horizon: int, salt: str) -> dict[str, Any]:
    """Return the mean C of models that were made alike without a tenth of these patients, each judged on its tenth."""
    found = []
    for own, unseen in folds(patients, f"{salt}:fold", _FOLDS):
        model = read(cox_file(own, forms, horizon))
        found.append(concordance(said(model, answered(model, unseen))))
    spread = float(np.std(found, ddof=1))
    return {"folds": _FOLDS, "concordance": {"value": round(float(np.mean(found)), 6), "spread": round(spread, 6)}}


def _groups(
    model: Cox, patients: Sequence[Followed], attribute: str, metrics: Mapping[str, Metric]
) -> dict[str, Mapping[str, Any]]:
    named = sorted({one.groups[attribute] for one in patients})
    return {name: _group(model, [p for p in patients if p.groups[attribute] == name], metrics) for name in named}


def _group(model: Cox, patients: Sequence[Followed], metrics: Mapping[str, Metric]) -> dict[str, Any]:
    events = event_by(patients, model.horizon)
    past = sum(one.days >= model.horizon for one in patients) if events < len(patients) else 0
    counted = {"rows": len(patients), "events": events}
    if min(events, past) < FEWEST:
        why = f"too few: {events} with the event by the horizon and {past} watched past it; at least {FEWEST} of each"
        return {**counted, "why": why}
    there = said(model, patients)
    return {
        **counted,
        **{name: _with_interval(there, metric, REPLICATES_OF_A_GROUP) for name, metric in metrics.items()},
    }


def _with_interval(there: SurvivalPredictions, metric: Metric, replicates: int) -> dict[str, Any]:
    try:
        value = metric(there)
        bounds = bootstrap(there, metric, seed=SEED, replicates=replicates)
    except UndefinedError as why:
        return {"value": None, "why": str(why)}
    return {"value": round(value, 6), "low": round(bounds.lower, 6), "high": round(bounds.upper, 6)}


def _bin(one: HorizonBin) -> dict[str, Any]:
    bounds = one.interval
    between = {"low": round(bounds.lower, 6), "high": round(bounds.upper, 6)} if bounds else {}
    seen = None if one.observed is None else round(one.observed, 6)
    return {"rows": one.people, "predicted": round(one.predicted, 6), "observed": {"value": seen, **between}}
