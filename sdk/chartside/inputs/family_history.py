"""Ask for the conditions of relatives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from chartside.codes import CodeSet
from chartside.facts import FamilyHistory, Found
from chartside.inputs.read import Read


@dataclass(frozen=True, slots=True)
class FamilyHistoryRequest:
    """Conditions of relatives; only those in ``what``, when given."""

    what: CodeSet | None = None

    def reads(self) -> tuple[Read, ...]:
        """Read family histories."""
        return (Read("FamilyMemberHistory"),)


FamilyHistories = Annotated[Found[FamilyHistory], FamilyHistoryRequest()]
"""Every condition of every relative."""
