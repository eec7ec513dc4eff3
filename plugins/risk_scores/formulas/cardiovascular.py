"""Cardiovascular risk by Cox models: the pooled cohort equations, SCORE2 and SCORE2-OP, Framingham."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from plugins.risk_scores.values import Known, Line, Scored, number, word, yes


def pooled_cohort(known: Known, content: Mapping[str, Any]) -> Scored:
    """Return the ten-year risk of atherosclerotic disease as a fraction of one (Goff 2014)."""
    group = content["equation"][f"{word(known, 'race')}_{word(known, 'sex')}"]
    age, sbp = number(known, "age").ln(), number(known, "sbp").ln()
    total, hdl = number(known, "total_c").ln(), number(known, "hdl_c").ln()
    treated, smoker = yes(known, "bp_tx"), Decimal(yes(known, "smoking"))
    pressure = "treated" if treated else "untreated"
    lines = _lines(
        known,
        ("age", "age", age * group["age"] + age**2 * group.get("age_squared", 0)),
        ("total cholesterol", "total_c", total * (group["total"] + age * group.get("age_total", 0))),
        ("HDL cholesterol", "hdl_c", hdl * (group["hdl"] + age * group.get("age_hdl", 0))),
        (f"systolic pressure, {pressure}", "sbp", sbp * (group[pressure] + age * group.get(f"age_{pressure}", 0))),
        ("smoking", "smoking", smoker * (group["smoker"] + age * group.get("age_smoker", 0))),
        ("diabetes", "dm", Decimal(yes(known, "dm")) * group["diabetes"]),
    )
    risk = _cox(group["survival"], lines, group["mean"])
    return Scored(risk, {"ascvd_10y": risk}, lines, {"explains": "linear predictor, before the mean is taken off"})


def framingham(known: Known, content: Mapping[str, Any]) -> Scored:
    """Return the ten-year risk of general cardiovascular disease as a fraction of one (D'Agostino 2008)."""
    group = content["equation"][word(known, "sex")]
    pressure = "treated" if yes(known, "bp_tx") else "untreated"
    lines = _lines(
        known,
        ("age", "age", number(known, "age").ln() * group["age"]),
        ("total cholesterol", "total_c", number(known, "total_c").ln() * group["total"]),
        ("HDL cholesterol", "hdl_c", number(known, "hdl_c").ln() * group["hdl"]),
        (f"systolic pressure, {pressure}", "sbp", number(known, "sbp").ln() * group[pressure]),
        ("smoking", "smoking", Decimal(yes(known, "smoking")) * group["smoker"]),
        ("diabetes", "dm", Decimal(yes(known, "dm")) * group["diabetes"]),
    )
    risk = _cox(group["survival"], lines, group["mean"])
    return Scored(risk, {"cvd_10y": risk}, lines, {"explains": "linear predictor, before the mean is taken off"})


def score2(known: Known, content: Mapping[str, Any]) -> Scored:
    """Return the ten-year risk in per cent, recalibrated to the region: SCORE2, and SCORE2-OP from 70 years, by the table."""
    equation = content["equation"]
    group, centre = equation[word(known, "sex")], equation["centre"]
    scaled = {
        "age": (number(known, "age") - centre["age"]) / centre["age_by"],
        "sbp": (number(known, "sbp") - centre["sbp"]) / centre["sbp_by"],
        "total_chol": (number(known, "total_chol") - centre["total_chol"]) / centre["total_chol_by"],
        "hdl": (number(known, "hdl") - centre["hdl"]) / centre["hdl_by"],
        "smoker": Decimal(yes(known, "smoker")),
        "diabetes": Decimal(yes(known, "diabetes")),
    }
    age = scaled["age"]
    lines = _lines(
        known,
        *(
            (
                name,
                name,
                value * (group.get(name, Decimal(0)) + (age * group.get(f"age_{name}", 0) if name != "age" else 0)),
            )
            for name, value in scaled.items()
        ),
    )
    raw = _cox(group["survival"], lines, -group.get("shift", Decimal(0)))
    first, second = equation["scales"][word(known, "region")][word(known, "sex")]
    risk = 100 * (1 - (-(first + second * (-(1 - raw).ln()).ln()).exp()).exp())
    return Scored(
        risk, {"risk_10y_pct": risk}, lines, {"explains": "linear predictor, before recalibration to the region"}
    )


def _cox(survival: Decimal, lines: tuple[Line, ...], mean: Decimal) -> Decimal:
    total = sum((line.amount for line in lines), Decimal(0))
    return Decimal(1) - Decimal(survival) ** (total - Decimal(mean)).exp()


def _lines(known: Known, *shares: tuple[str, str, Decimal]) -> tuple[Line, ...]:
    return tuple(Line(name, known[about], amount, "contribution", about) for name, about, amount in shares)
