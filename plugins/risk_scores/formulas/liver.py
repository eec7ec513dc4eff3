"""Liver disease: MELD in three generations, UKELD, FIB-4."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from plugins.risk_scores.values import Known, Line, Scored, number, yes

_ADULT = 18


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1), ROUND_HALF_UP)


def _clamped(value: Decimal, limits: Mapping[str, Any]) -> Decimal:
    low, high = limits.get("from"), limits.get("to")
    value = max(value, Decimal(low)) if low is not None else value
    return min(value, Decimal(high)) if high is not None else value


def meld(known: Known, content: Mapping[str, Any]) -> Scored:
    """Return MELD, rounded as it is used (Kamath 2001; UNOS bounds)."""
    lines = _meld(known, content["equation"])
    score = _clamped(_rounded(sum((line.amount for line in lines), Decimal(0))), content["equation"]["total"])
    return Scored(score, {"result": score}, lines)


def meld_na(known: Known, content: Mapping[str, Any]) -> Scored:
    """Return MELD-Na (OPTN 2016): sodium counts only where MELD is above 11."""
    equation = content["equation"]
    lines = _meld(known, equation)
    first = _rounded(sum((line.amount for line in lines), Decimal(0)))
    sodium = _clamped(number(known, "sodium_mmol_l"), equation["sodium"])
    lack = Decimal(equation["sodium"]["to"]) - sodium
    added = equation["sodium"]["times"] * lack - equation["sodium"]["by_meld"] * first * lack
    counts = first > equation["sodium"]["above"]
    share = Line("sodium_mmol_l", known["sodium_mmol_l"], added if counts else Decimal(0), "contribution")
    score = _clamped(_rounded(first + share.amount), equation["total"])
    return Scored(score, {"result": score}, (*lines, share), {"meld": int(first)})


def _meld(known: Known, equation: Mapping[str, Any]) -> tuple[Line, ...]:
    creatinine = _clamped(number(known, "creatinine"), equation["creatinine"])
    if yes(known, "dialysis_twice_past_week"):
        creatinine = Decimal(equation["creatinine"]["to"])
    used = {
        "bilirubin": _clamped(number(known, "bilirubin"), equation["bilirubin"]),
        "inr": _clamped(number(known, "inr"), equation["inr"]),
        "creatinine": creatinine,
    }
    return (
        *(
            Line(name, known[name], equation[name]["times"] * value.ln(), "contribution")
            for name, value in used.items()
        ),
        Line("constant", None, Decimal(equation["constant"]), "contribution"),
    )


def meld_3(known: Known, content: Mapping[str, Any]) -> Scored:
    """Return MELD 3.0, rounded and held between 6 and 40 (Kim 2021; OPTN policy 9)."""
    equation = content["equation"]
    bilirubin = _clamped(number(known, "bilirubin"), equation["bilirubin"]).ln()
    inr = _clamped(number(known, "inr"), equation["inr"]).ln()
    creatinine = _clamped(number(known, "creatinine"), equation["creatinine"])
    if yes(known, "qualifying_dialysis_in_prior_7_days"):
        creatinine = Decimal(equation["creatinine"]["to"])
    creatinine = creatinine.ln()
    sodium = Decimal(equation["sodium"]["to"]) - _clamped(number(known, "sodium_mmol_l"), equation["sodium"])
    albumin = Decimal(equation["albumin"]["to"]) - _clamped(number(known, "albumin"), equation["albumin"])
    female = yes(known, "female_for_adult_meld") or number(known, "registration_age_years") < _ADULT
    shares = (
        ("female_for_adult_meld", equation["female"] * female),
        ("bilirubin", equation["bilirubin"]["times"] * bilirubin),
        (
            "sodium_mmol_l",
            equation["sodium"]["times"] * sodium - equation["sodium"]["by_bilirubin"] * sodium * bilirubin,
        ),
        ("inr", equation["inr"]["times"] * inr),
        ("creatinine", equation["creatinine"]["times"] * creatinine),
        (
            "albumin",
            equation["albumin"]["times"] * albumin - equation["albumin"]["by_creatinine"] * albumin * creatinine,
        ),
    )
    lines = (
        *(Line(name, known[name], Decimal(share), "contribution") for name, share in shares),
        Line("constant", None, Decimal(equation["constant"]), "contribution"),
    )
    score = _clamped(_rounded(sum((line.amount for line in lines), Decimal(0))), equation["total"])
    return Scored(score, {"result": score}, lines)


def ukeld(known: Known, content: Mapping[str, Any]) -> Scored:
    """Return UKELD, rounded (Barber 2011): INR, creatinine and bilirubin in umol/L, sodium in mmol/L."""
    equation = content["equation"]
    lines = (
        *(
            Line(name, known[name], equation[name] * number(known, name).ln(), "contribution")
            for name in ("inr", "creatinine", "bilirubin", "sodium")
        ),
        Line("constant", None, Decimal(equation["constant"]), "contribution"),
    )
    score = _rounded(sum((line.amount for line in lines), Decimal(0)))
    return Scored(score, {"result": score}, lines)


def fib4(known: Known, _: Mapping[str, Any]) -> Scored:
    """Return FIB-4, which has no unit (Sterling 2006)."""
    factors = {
        "age": number(known, "age"),
        "ast": number(known, "ast"),
        "platelets": 1 / number(known, "platelets"),
        "alt": 1 / number(known, "alt").sqrt(),
    }
    value = Decimal(1)
    for factor in factors.values():
        value *= factor
    return Scored(value, {"result": value}, tuple(Line(n, known[n], f, "factor") for n, f in factors.items()))
