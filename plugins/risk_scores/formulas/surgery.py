"""Mortality of heart surgery: EuroSCORE II."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from plugins.risk_scores.values import Known, Line, Scored, number


def euroscore2(known: Known, content: Mapping[str, Any]) -> Scored:
    """Return the predicted mortality in per cent (Nashef 2012)."""
    equation = content["equation"]
    over = max(Decimal(0), number(known, "age") - equation["age_from"]) + 1
    lines = [Line("age", known["age"], equation["age"] * over, "contribution")]
    for name, value in known.items():
        share = equation["yes"].get(name) if value is True else equation["words"].get(name, {}).get(value)
        if share is not None:
            lines.append(Line(name, value, Decimal(share), "contribution"))
    lines.append(Line("constant", None, Decimal(equation["constant"]), "contribution"))
    logit = sum((line.amount for line in lines), Decimal(0))
    risk = 100 / (1 + (-logit).exp())
    return Scored(risk, {"result": risk}, tuple(lines), {"explains": "log-odds of death"})
