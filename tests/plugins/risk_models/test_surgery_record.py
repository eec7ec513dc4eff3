"""Recurrence after breast surgery where a record says part: which cancer and which medicines count, and how old a cancer may be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chartside import SNOMED, Code, Coded, Found
from chartside.codes import ATC_SYSTEM, ICD10CM_SYSTEM
from chartside.moments import Moment
from plugins.risk_models.predicates import having
from tests.plugins.risk_models.followed_people import after_surgery

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
CANCER = Coded(
    "Condition", SNOMED("254837009"), (SNOMED("254837009"),), "Malignant tumor of breast", "active", ref="Condition/c1"
)


@pytest.mark.parametrize(
    ("days", "outcome"), [(1, "answered"), (365, "answered"), (366, "not-applicable"), (4000, "not-applicable")]
)
def test_a_cancer_counts_for_twelve_months(days: int, outcome: str) -> None:
    dated = replace(CANCER, since=Moment.at(NOON - timedelta(days=days)))
    assert after_surgery(breast_cancer=Found((dated,))).outcome == outcome


def test_one_of_several_that_is_recent_is_enough() -> None:
    dated = [
        replace(CANCER, since=Moment.at(NOON - timedelta(days=days)), ref=f"Condition/{days}") for days in (900, 9)
    ]
    assert after_surgery(breast_cancer=Found(tuple(dated))).outcome == "answered"


@pytest.mark.parametrize(
    ("name", "code", "counts"),
    [
        ("breast_cancer", SNOMED("254837009"), True),
        ("breast_cancer", Code(ICD10CM_SYSTEM, "C50.911"), True),
        ("breast_cancer", Code(ICD10CM_SYSTEM, "D05.12"), False),
        ("breast_cancer", Code(ICD10CM_SYSTEM, "C79.81"), False),
        ("distant_metastases", Code(ICD10CM_SYSTEM, "C78.00"), True),
        ("distant_metastases", Code(ICD10CM_SYSTEM, "C77.3"), False),
        ("hormone_treatment", Code(ATC_SYSTEM, "L02BA01"), True),
        ("hormone_treatment", Code(ATC_SYSTEM, "L02BG03"), True),
        ("hormone_treatment", Code(ATC_SYSTEM, "G03CA03"), False),
    ],
)
def test_which_codes_count(name: str, code: Code, counts: Any) -> None:
    what = having(name).what
    assert (code in what and (what.excludes is None or code not in what.excludes)) is counts


def test_hormone_treatment_that_nobody_prescribed_is_known_to_be_absent_and_lowers_nothing() -> None:
    without, with_ = after_surgery(hormone_treatment=Found()), after_surgery(hormone_treatment=True)
    assert without.working["results"] == after_surgery(hormone_treatment=False).working["results"]
    [more] = [t for t in without.working["terms"] if t["name"] == "hormone_treatment"]
    [less] = [t for t in with_.working["terms"] if t["name"] == "hormone_treatment"]
    assert more["contribution"] > 0 > less["contribution"]
