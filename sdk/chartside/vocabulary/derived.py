"""Kinds of derived facts: the names and values by which one analysis provides what others read."""

from typing import Annotated

from chartside.facts import Derived, DerivedKind
from chartside.inputs import DerivedRequest
from chartside.missing import Missing

SMOKING_STATUS = DerivedKind("smoking-status", "smoking status", ("current", "former", "never"))

SmokingStatus = Annotated[Derived | Missing, DerivedRequest(SMOKING_STATUS)]
"""Whether the patient smokes, as an installed analysis derived it: current, former or never."""
