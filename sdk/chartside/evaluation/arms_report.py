"""The section of a report on two arms: their risks, the difference, and the number needed to treat or to harm."""

from __future__ import annotations

from typing import Any

from chartside.evaluation.arms import (
    Arms,
    absolute_risk_difference,
    number_needed,
    number_needed_interval,
    risk_difference_interval,
)
from chartside.evaluation.measure import Measure
from chartside.evaluation.proportion import Proportion
from chartside.evaluation.refusal import UndefinedError


def arms(given: Arms, confidence: float) -> dict[str, Any]:
    """Return what two arms come to; raise UndefinedError where nobody is in one of them."""
    treated, control = given.treated.value, given.control.value
    difference = Measure.of(
        lambda: absolute_risk_difference(treated, control),
        lambda: risk_difference_interval(given, confidence=confidence),
    )
    return {
        "treated": _risk(given.treated, confidence),
        "control": _risk(given.control, confidence),
        "absolute_risk_difference": difference.json(),
        "number_needed": _number(given, confidence),
    }


def _risk(arm: Proportion, confidence: float) -> dict[str, Any]:
    risk = Measure.of(lambda: arm.value, lambda: arm.wilson(confidence))
    return {"people": arm.of, "events": arm.count, "risk": risk.json()}


def _number(given: Arms, confidence: float) -> dict[str, Any]:
    try:
        found = number_needed(given.treated.value, given.control.value)
    except UndefinedError as why:
        return {"value": None, "why": str(why)}
    shown = {"value": found.value, "direction": found.direction}
    try:
        low, high = number_needed_interval(given, confidence=confidence)
    except UndefinedError as why:
        return shown | {"why_no_interval": str(why)}
    return shown | {"lower": low.value, "upper": high.value, "method": "newcombe"}
