"""Kinds of derived facts: the names and values by which one analysis provides what others read."""

from decimal import Decimal
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
