"""What is reckoned from a blood sample or a body's size: gaps, corrections, indices."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from plugins.risk_scores.formulas.stand_in import body_mass_index
from plugins.risk_scores.values import Known, Line, Scored, number, word

_MMOL = "mmol/L"


def anion_gap(known: Known, content: Mapping[str, Any]) -> Scored:
    """Return the anion gap in mmol/L, with potassium and corrected for albumin where these are given (Figge 1998)."""
    equation = content["equation"]
    shares = {
        "sodium_mmol_l": number(known, "sodium_mmol_l"),
        "potassium_mmol_l": number(known, "potassium_mmol_l") if "potassium_mmol_l" in known else None,
        "chloride_mmol_l": -number(known, "chloride_mmol_l"),
        "bicarbonate_mmol_l": -number(known, "bicarbonate_mmol_l"),
        "albumin_g_l": equation["by_albumin"] * (equation["albumin"] - number(known, "albumin_g_l"))
        if "albumin_g_l" in known
        else None,
    }
    return total(known, shares)


def total(known: Known, shares: Mapping[str, Decimal | None]) -> Scored:
    """Return a score that is the sum of its shares; None is no share."""
    lines = tuple(Line(n, known.get(n), share, "contribution") for n, share in shares.items() if share is not None)
    value = sum((line.amount for line in lines), Decimal(0))
    return Scored(value, {"result": value}, lines)


def osmolality(known: Known, content: Mapping[str, Any]) -> Scored:
    """Return the calculated osmolality in mOsm/kg from sodium in mmol/L, glucose and urea nitrogen in mg/dL."""
    equation = content["equation"]
    return total(
        known,
        {
            "sodium": 2 * number(known, "sodium"),
            "glucose": number(known, "glucose") / equation["glucose"],
            "bun": number(known, "bun") / equation["bun"],
        },
    )


def corrected_calcium(known: Known, content: Mapping[str, Any]) -> Scored:
    """Return calcium corrected for albumin, in the unit in which calcium was given (Payne 1973)."""
    equation = content["equation"]
    lack = equation["albumin"] - number(known, "albumin")
    if known.get("calcium_unit") != _MMOL:
        return total(known, {"calcium": number(known, "calcium"), "albumin": equation["mg_dl"] * lack})
    calcium = number(known, "calcium") / equation["mg_dl_in_mmol_l"]
    scored = total(known, {"calcium": calcium, "albumin": equation["mmol_l"] * lack * 10})
    # The bands are in mg/dL.
    in_mg_dl = scored.headline * equation["mg_dl_in_mmol_l"]
    return Scored(in_mg_dl, scored.results, scored.lines, {"unit": _MMOL})


def corrected_sodium(known: Known, content: Mapping[str, Any]) -> Scored:
    """Return sodium corrected for glucose, in mmol/L, by the factor of Katz 1973 or of Hillier 1999."""
    factor = content["equation"][word(known, "method")]
    return total(
        known,
        {"sodium": number(known, "sodium"), "glucose": factor * (number(known, "glucose") - 100) / 100},
    )


def homa_ir(known: Known, content: Mapping[str, Any]) -> Scored:
    """Return HOMA-IR, which has no unit (Matthews 1985): fasting glucose in mmol/L times insulin in mIU/L, over 22.5."""
    equation, glucose = content["equation"], number(known, "fasting_glucose")
    factors = {
        "fasting_glucose": glucose,
        "fasting_insulin_miu_l": number(known, "fasting_insulin_miu_l"),
        "divisor": 1 / equation["divisor"],
    }
    value = glucose * factors["fasting_insulin_miu_l"] / equation["divisor"]
    return Scored(value, {"result": value}, tuple(Line(n, known.get(n), f, "factor") for n, f in factors.items()))


def ldl(known: Known, content: Mapping[str, Any]) -> Scored:
    """Return LDL cholesterol by Friedewald, by Martin and Hopkins and by Sampson, each as far as it holds, and what is not HDL."""
    equation = content["equation"]
    all_of_it, high = number(known, "total_cholesterol"), number(known, "hdl_cholesterol")
    fat = number(known, "triglycerides")
    other = all_of_it - high
    sampson = (
        all_of_it / equation["total"]
        - high / equation["hdl"]
        - (fat / equation["triglycerides"] + fat * other / equation["both"] - fat**2 / equation["squared"])
        - equation["constant"]
    )
    found = {
        "ldl_friedewald": other - fat / 5 if fat < equation["friedewald_below"] else None,
        "ldl_martin_hopkins": _martin_hopkins(fat, other, equation["martin_hopkins"]),
        "ldl_sampson_nih": sampson if fat <= equation["sampson_to"] else None,
        "non_hdl_cholesterol": other,
    }
    # An estimate below nothing is none.
    found = {name: value if value is not None and value >= 0 else None for name, value in found.items()}
    unit = known.get("unit", "mg/dL")
    scale = equation["mg_dl_in_mmol_l"] if unit == _MMOL else Decimal(1)
    result = {name: None if value is None else value / scale for name, value in found.items()}
    headline = found["ldl_sampson_nih"] if found["ldl_sampson_nih"] is not None else other
    fats = equation["triglycerides_mg_dl_in_mmol_l"] if unit == _MMOL else Decimal(1)
    scales = {"total_cholesterol": scale, "hdl_cholesterol": scale, "triglycerides": fats}
    lines = tuple(Line(n, known[n], number(known, n) / one, "contribution") for n, one in scales.items())
    return Scored(headline, {"result": {**result, "unit": unit}}, lines, {"unit": unit})


def _martin_hopkins(fat: Decimal, other: Decimal, cells: Mapping[str, Any]) -> Decimal | None:
    """Return what is not HDL less the triglycerides over the factor of their cell; None outside the table."""
    row = sum(fat >= edge for edge in cells["triglycerides_from"]) - 1
    if row < 0 or fat >= cells["triglycerides_below"]:
        return None
    column = sum(other >= edge for edge in cells["non_hdl_from"])
    return other - fat / Decimal(cells["factors"][row][column])


def bmi(known: Known, _: Mapping[str, Any]) -> Scored:
    """Return the body mass index in kg/m2."""
    value = body_mass_index(known)
    if not isinstance(value, Decimal):
        raise TypeError("weight_kg and height_cm are no numbers")
    return Scored(value, {"result": value}, _sizes(known))


def body_surface(known: Known, _: Mapping[str, Any]) -> Scored:
    """Return the body surface area in m2 (Mosteller 1987)."""
    value = (number(known, "height_cm") * number(known, "weight_kg") / 3600).sqrt()
    return Scored(value, {"result": value}, _sizes(known))


def _sizes(known: Known) -> tuple[Line, ...]:
    return tuple(Line(name, known[name], number(known, name), "factor") for name in ("weight_kg", "height_cm"))
