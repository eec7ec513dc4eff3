"""Kinds of derived facts: the names and values by which one analysis provides what others read."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated

from chartside.facts import Derived, DerivedKind
from chartside.inputs import DerivedRequest
from chartside.missing import Missing

SMOKING_STATUS = DerivedKind("smoking-status", "smoking status", ("current", "former", "never"))

SmokingStatus = Annotated[Derived | Missing, DerivedRequest(SMOKING_STATUS)]
"""Whether the patient smokes, as an installed analysis derived it: current, former or never."""

DAILY_MME = DerivedKind("daily-mme", "morphine milligram equivalents a day", type=Decimal)

DailyMME = Annotated[Derived | Missing, DerivedRequest(DAILY_MME)]
"""The opioids that count now, drafts among them, in morphine milligram equivalents a day (mg); 0 where there is known to be none."""

FAMILY_CANCER_CRITERION = DerivedKind(
    "family-cancer-criterion", "family history that meets a criterion for genetic counselling", type=bool
)

FamilyCancerCriterion = Annotated[Derived | Missing, DerivedRequest(FAMILY_CANCER_CRITERION)]
"""Whether relatives' cancers meet a criterion for genetic counselling; only ever true: that none is met is not derived."""


def _noted(name: str, display: str) -> DerivedKind:
    return DerivedKind(f"noted-{name}", f"{display}, as a note states it", type=Decimal)


NOTED: Mapping[str, DerivedKind] = MappingProxyType(
    {
        "ejection-fraction": _noted("ejection-fraction", "left ventricular ejection fraction in %"),
        "systolic-bp": _noted("systolic-bp", "systolic pressure in mm[Hg]"),
        "body-weight": _noted("body-weight", "weight in kg"),
        "body-height": _noted("body-height", "height in cm"),
    }
)
"""Values that a note states, by what was measured: never mixed with measured ones, and used only where there is none of those."""

NotedEjectionFraction = Annotated[Derived | Missing, DerivedRequest(NOTED["ejection-fraction"])]
"""The ejection fraction that the newest note states, in per cent; ``display`` says of which day the note is."""
