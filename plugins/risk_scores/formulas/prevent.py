"""PREVENT: ten- and thirty-year risk of cardiovascular disease, heart failure, stroke; base and extended models (Khan 2024)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from plugins.risk_scores.tables import table
from plugins.risk_scores.values import Known, Line, Scored, number, word, yes

OUTCOMES = ("total_cvd", "ascvd", "heart_failure", "chd", "stroke")
_LATEST_30Y = 59
_MG_DL = Decimal("0.02586")
"""mmol/L of cholesterol in one mg/dL, as the paper converts."""
_OPTIONAL = ("hba1c", "uacr", "sdi_decile")
_MODELS = {"hba1c": "hba1c", "uacr": "uacr", "sdi_decile": "sdi"}
_MIDDLE_SDI, _HIGH_SDI = 4, 7


def model(known: Known) -> str:
    """Return which model the optional predictors call for: base, that of the one that is given, or full."""
    given = [name for name in _OPTIONAL if name in known]
    return "base" if not given else _MODELS[given[0]] if len(given) == 1 else "full"


def predictors(known: Known) -> Mapping[str, Decimal]:
    """Return every predictor of every model, as the equations scale it."""
    one, zero = Decimal(1), Decimal(0)
    age = (number(known, "age") - 55) / 10
    sbp, bmi, egfr = number(known, "sbp"), number(known, "bmi"), number(known, "egfr")
    non_hdl = (number(known, "total_c") - number(known, "hdl_c")) * _MG_DL - Decimal("3.5")
    hdl = (number(known, "hdl_c") * _MG_DL - Decimal("1.3")) / Decimal("0.3")
    diabetes, smoking = one * yes(known, "dm"), one * yes(known, "smoking")
    treated, statin = one * yes(known, "bp_tx"), one * yes(known, "statin")
    sbp_from_110 = (max(sbp, Decimal(110)) - 130) / 20
    bmi_from_30 = (max(bmi, Decimal(30)) - 30) / 5
    egfr_below_60 = (min(egfr, Decimal(60)) - 60) / -15
    hba1c = number(known, "hba1c") - Decimal("5.3") if "hba1c" in known else zero
    sdi = number(known, "sdi_decile") if "sdi_decile" in known else zero
    return {
        "age": age,
        "age_squared": age**2,
        "non_hdl": non_hdl,
        "hdl": hdl,
        "sbp_below_110": (min(sbp, Decimal(110)) - 110) / 20,
        "sbp_from_110": sbp_from_110,
        "diabetes": diabetes,
        "smoking": smoking,
        "bmi_below_30": (min(bmi, Decimal(30)) - 25) / 5,
        "bmi_from_30": bmi_from_30,
        "egfr_below_60": egfr_below_60,
        "egfr_from_60": (max(egfr, Decimal(60)) - 90) / -15,
        "treated": treated,
        "statin": statin,
        "treated_sbp": sbp_from_110 * treated,
        "treated_non_hdl": non_hdl * statin,
        "age_non_hdl": age * non_hdl,
        "age_hdl": age * hdl,
        "age_sbp": age * sbp_from_110,
        "age_diabetes": age * diabetes,
        "age_smoking": age * smoking,
        "age_bmi": age * bmi_from_30,
        "age_egfr": age * egfr_below_60,
        "sdi_4_to_6": one * (_MIDDLE_SDI <= sdi < _HIGH_SDI),
        "sdi_7_to_10": one * (sdi >= _HIGH_SDI),
        "sdi_missing": one * ("sdi_decile" not in known),
        "uacr": number(known, "uacr").ln() if "uacr" in known else zero,
        "uacr_missing": one * ("uacr" not in known),
        "hba1c_with_diabetes": hba1c * diabetes,
        "hba1c_without_diabetes": hba1c * (1 - diabetes),
        "hba1c_missing": one * ("hba1c" not in known),
        "constant": one,
    }


def prevent(known: Known, _: Mapping[str, Any]) -> Scored:
    """Return the risks as fractions of one; those of thirty years up to 59 years of age only."""
    chosen, scaled, models = model(known), predictors(known), table("prevent_coefficients").content["models"]
    spans = ["10y", *(["30y"] if number(known, "age") <= _LATEST_30Y else [])]
    results: dict[str, Any] = {}
    for span in spans:
        held = models[f"{chosen}_{span}"]
        for outcome in OUTCOMES:
            results[f"{outcome}_{span}"] = _risk(held, f"{word(known, 'sex')}_{outcome}", scaled)
        results[f"model_{span}"] = chosen
    shares = dict(_shares(models[f"{chosen}_10y"], f"{word(known, 'sex')}_ascvd", scaled))
    lines = tuple(
        Line(name, known.get(_ABOUT.get(name, "")), share, "contribution", _ABOUT.get(name, ""))
        for name, share in shares.items()
        if share or name in _ABOUT
    )
    return Scored(results["ascvd_10y"], results, lines, {"explains": "log-odds of ascvd_10y"})


def headline(known: Known, _: Mapping[str, Any]) -> Decimal:
    """Return the one risk that the bands are about, without the others."""
    held = table("prevent_coefficients").content["models"][f"{model(known)}_10y"]
    return _risk(held, f"{word(known, 'sex')}_ascvd", predictors(known))


def _risk(held: Mapping[str, Any], column: str, scaled: Mapping[str, Decimal]) -> Decimal:
    logit = sum((share for _, share in _shares(held, column, scaled)), Decimal(0))
    return 1 / (1 + (-logit).exp())


def _shares(held: Mapping[str, Any], column: str, scaled: Mapping[str, Decimal]) -> Iterator[tuple[str, Decimal]]:
    for name, coefficient in zip(held["predictors"], held[column], strict=True):
        yield name, Decimal(coefficient) * scaled[name]


_ABOUT = {
    "age": "age",
    "non_hdl": "total_c",
    "hdl": "hdl_c",
    "sbp_from_110": "sbp",
    "diabetes": "dm",
    "smoking": "smoking",
    "egfr_below_60": "egfr",
    "treated": "bp_tx",
    "statin": "statin",
    "uacr": "uacr",
}
