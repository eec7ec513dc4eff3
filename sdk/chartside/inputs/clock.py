"""Ask for the moment of the question; there is no other clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

from chartside.inputs.read import Read


@dataclass(frozen=True, slots=True)
class ClockRequest:
    """The moment (``Now``) or the day (``Today``) of the question; never the wall clock."""

    whole_day: bool

    def reads(self) -> tuple[Read, ...]:
        """Read nothing."""
        return ()


if TYPE_CHECKING:
    Now = datetime
    Today = date
else:
    Now = Annotated[datetime, ClockRequest(whole_day=False)]
    Today = Annotated[date, ClockRequest(whole_day=True)]
