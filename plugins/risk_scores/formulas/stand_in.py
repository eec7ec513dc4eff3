"""What can be reckoned where the score's own input is not stated: kidney function from creatinine, an index from two sizes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from plugins.risk_scores.ckd_epi import CkdEpi
from plugins.risk_scores.tables import table
from plugins.risk_scores.values import Value, Values

_EQUATION = CkdEpi.read(table("ckd_epi_2021").content)
_CM_IN_A_METRE = 100
_MOST_TELLING = 97


def egfr(values: Values) -> Value | None:
    """Return eGFR by CKD-EPI 2021, unrounded, from ``creatinine`` (mg/dL), ``age`` and ``sex``; None where it does not hold."""
    creatinine, age, sex = values.get("creatinine"), values.get("age"), values.get("sex")
    if not isinstance(creatinine, Decimal) or not isinstance(age, Decimal) or not isinstance(sex, str):
        return None
    if not _EQUATION.youngest <= age <= _EQUATION.oldest:
        return None
    return _EQUATION.estimate(creatinine, age, sex).value


def body_mass_index(values: Values) -> Value | None:
    """Return weight over height squared, in kg/m2, from ``weight_kg`` and ``height_cm``."""
    weight, height = values.get("weight_kg"), values.get("height_cm")
    if not isinstance(weight, Decimal) or not isinstance(height, Decimal) or not height:
        return None
    return weight / (height / _CM_IN_A_METRE) ** 2


def oxygenation(values: Values) -> Value | None:
    """Return PaO2 (mm Hg) over the fraction of inspired oxygen, from ``pao2`` and ``fio2`` (%)."""
    pao2, fio2 = values.get("pao2"), values.get("fio2")
    if not isinstance(pao2, Decimal) or not isinstance(fio2, Decimal) or not fio2:
        return None
    return pao2 * 100 / fio2


def saturation_ratio(values: Values) -> Value | None:
    """Return SpO2 (%) over the fraction of inspired oxygen, from ``spo2`` and ``fio2`` (%); above 97 % the ratio says nothing."""
    spo2, fio2 = values.get("spo2"), values.get("fio2")
    if not isinstance(spo2, Decimal) or not isinstance(fio2, Decimal) or not fio2 or spo2 > _MOST_TELLING:
        return None
    return spo2 * 100 / fio2


def mean_pressure(values: Values) -> Value | None:
    """Return the mean arterial pressure from ``systolic_bp`` and ``diastolic_bp``: a third of the first, two of the second."""
    systolic, diastolic = values.get("systolic_bp"), values.get("diastolic_bp")
    if not isinstance(systolic, Decimal) or not isinstance(diastolic, Decimal):
        return None
    return (systolic + 2 * diastolic) / 3


STAND_INS: Mapping[str, tuple[Callable[[Values], Value | None], frozenset[str]]] = {
    "egfr": (egfr, frozenset({"creatinine", "age", "sex"})),
    "body_mass_index": (body_mass_index, frozenset({"weight_kg", "height_cm"})),
    "oxygenation": (oxygenation, frozenset({"pao2", "fio2"})),
    "saturation_ratio": (saturation_ratio, frozenset({"spo2", "fio2"})),
    "mean_pressure": (mean_pressure, frozenset({"systolic_bp", "diastolic_bp"})),
}
"""By the name that a table calls it: the formula, and the inputs that it reckons with."""
