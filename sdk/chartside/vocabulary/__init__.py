"""Named inputs: one line in a signature instead of a code list in every plugin.

Here are those that are used most; all of them are in ``vitals``, ``labs``, ``conditions``, ``genes`` and ``derived``. Each name in
``Camel`` is an annotation, each in ``CAPITALS`` the set of codes behind it, read from ``knowledge/`` with how every code was checked.
The look-back of a name is a default: a day for what changes by the hour (bedside values, gases, lactate, troponin), 7 or 30 days for
levels of medicines and the like, 90 days for blood chemistry and counts, a year or more for what changes slowly. An analysis that needs
another writes ``Latest(POTASSIUM, unit="mmol/L", max_age=days(2))``.
"""

from chartside.vocabulary.conditions import (
    AtrialFibrillation,
    ChronicKidneyDisease,
    Diabetes,
    HeartFailure,
    Hypertension,
)
from chartside.vocabulary.derived import DAILY_MME, SMOKING_STATUS, DailyMME, SmokingStatus
from chartside.vocabulary.labs import (
    BUN,
    CREATININE,
    EGFR,
    GLUCOSE,
    HAEMOGLOBIN,
    HBA1C,
    INR,
    PLATELETS,
    POTASSIUM,
    SODIUM,
    UACR,
    AlbuminCreatinineRatio,
    Creatinine,
    Glucose,
    Haemoglobin,
    HbA1c,
    Inr,
    Platelets,
    Potassium,
    ReportedEGFR,
    Sodium,
    UreaNitrogen,
)
from chartside.vocabulary.measurements import MEASUREMENTS
from chartside.vocabulary.vitals import (
    DIASTOLIC_BP,
    HEART_RATE,
    SYSTOLIC_BP,
    WEIGHT,
    DiastolicBP,
    HeartRate,
    Height,
    OxygenSaturation,
    RespiratoryRate,
    SystolicBP,
    Temperature,
    Weight,
)

__all__ = [
    "BUN",
    "CREATININE",
    "DAILY_MME",
    "DIASTOLIC_BP",
    "EGFR",
    "GLUCOSE",
    "HAEMOGLOBIN",
    "HBA1C",
    "HEART_RATE",
    "INR",
    "MEASUREMENTS",
    "PLATELETS",
    "POTASSIUM",
    "SMOKING_STATUS",
    "SODIUM",
    "SYSTOLIC_BP",
    "UACR",
    "WEIGHT",
    "AlbuminCreatinineRatio",
    "AtrialFibrillation",
    "ChronicKidneyDisease",
    "Creatinine",
    "DailyMME",
    "Diabetes",
    "DiastolicBP",
    "Glucose",
    "Haemoglobin",
    "HbA1c",
    "HeartFailure",
    "HeartRate",
    "Height",
    "Hypertension",
    "Inr",
    "OxygenSaturation",
    "Platelets",
    "Potassium",
    "ReportedEGFR",
    "RespiratoryRate",
    "SmokingStatus",
    "Sodium",
    "SystolicBP",
    "Temperature",
    "UreaNitrogen",
    "Weight",
]
