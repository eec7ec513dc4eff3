"""Kidney function and what becomes of it: creatinine clearance, combined eGFR, kidney failure, injury by urine output."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from plugins.risk_scores.values import Known, Line, Scored, number, word, yes

_DECADE = 10


def cockcroft_gault(known: Known, content: Mapping[str, Any]) -> Scored:
    """Return creatinine clearance in mL/min (Cockcroft and Gault 1976), for the weight that was given."""
    equation = content["equation"]
    factors = {
        "age": equation["oldest"] - number(known, "age"),
        "weight_kg": number(known, "weight_kg"),
        "sex": Decimal(equation[word(known, "sex")]),
        "creatinine": 1 / (equation["divisor"] * number(known, "creatinine")),
    }
    return product(known, factors)


def ckd_epi_with_cystatin(known: Known, content: Mapping[str, Any]) -> Scored:
    """Return eGFR by creatinine and cystatin C, in mL/min/1.73 m2 (Inker 2021)."""
    equation, one = content["equation"], Decimal(1)
    own = equation[word(known, "sex")]
    creatinine, cystatin = (
        number(known, "creatinine") / own["kappa"],
        number(known, "cystatin_c") / equation["cystatin"],
    )
    factors = {
        "scale": Decimal(equation["scale"]),
        "creatinine": min(creatinine, one) ** own["alpha"] * max(creatinine, one) ** equation["creatinine_slope"],
        "cystatin_c": min(cystatin, one) ** equation["cystatin_alpha"]
        * max(cystatin, one) ** equation["cystatin_slope"],
        "age": equation["ageing"] ** number(known, "age"),
        "sex": Decimal(own["factor"]),
    }
    return product(known, factors)


def product(known: Known, factors: Mapping[str, Decimal]) -> Scored:
    """Return a score that is the product of its factors."""
    value = Decimal(1)
    for factor in factors.values():
        value *= factor
    return Scored(
        value, {"result": value}, tuple(Line(name, known.get(name), f, "factor") for name, f in factors.items())
    )


def kidney_failure(known: Known, content: Mapping[str, Any]) -> Scored:
    """Return the risk of kidney failure within so many years, as a fraction of one (Tangri 2016): four, six or eight variables."""
    equation = content["equation"]
    terms = equation["terms"]
    lines = tuple(
        Line(name, known[name], Decimal(term["times"]) * (_term(known, name) - Decimal(term["centre"])), "contribution")
        for name, term in terms.items()
    )
    total = sum((line.amount for line in lines), Decimal(0))
    years = f"{number(known, 'years').normalize():f}"
    survival = equation["survival"][word(known, "region")][years]
    risk = 1 - Decimal(survival) ** total.exp()
    return Scored(risk, {"risk": risk}, lines, {"explains": "linear predictor"})


def _term(known: Known, name: str) -> Decimal:
    match name:
        case "age":
            return number(known, name) / _DECADE
        case "egfr":
            return number(known, name) / 5
        case "uacr_mg_g":
            return number(known, name).ln()
        case "sex":
            return Decimal(word(known, name) == "male")
        case "dm" | "htn":
            return Decimal(yes(known, name))
    return number(known, name)


def ckd_risk(known: Known, content: Mapping[str, Any]) -> Scored:
    """Return the colour of the grid for an eGFR in mL/min/1.73 m2 and an albumin-creatinine ratio in mg/mmol (KDIGO 2024)."""
    grid = content["grid"]
    row = next(row for row in grid["rows"] if number(known, "egfr") >= row["from"])
    column = next(column for column in grid["columns"] if _holds(column, number(known, "acr")))
    rank = row["risk"][grid["columns"].index(column)]
    lines = (
        Line("egfr", known["egfr"], Decimal(grid["rows"].index(row) + 1), "points"),
        Line("acr", known["acr"], Decimal(grid["columns"].index(column) + 1), "points"),
    )
    return Scored(
        Decimal(rank),
        {"result": grid["words"][rank]},
        lines,
        {"gfr_category": row["name"], "albuminuria_category": column["name"]},
    )


def _holds(column: Mapping[str, Any], ratio: Decimal) -> bool:
    return "to" not in column or (ratio < column["to"] if column.get("excluded") else ratio <= column["to"])
