"""Say that a value is not there, and why: the opposite of silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Reason = Literal[
    "not-found",  # looked for completely, and not there
    "not-provided",  # nobody sent it and nothing could fetch it
    "too-old",
    "unit",  # in a unit that the closed table does not know for this analyte, or implausible in it
    "incomplete",  # the read was truncated, or the value says less than the analysis needs
    "conflicting",
    "not-permitted",
    "fetch-failed",
    "deadline",
    "stated-absent",  # the record itself says that there is no value
]


@dataclass(frozen=True, slots=True)
class Missing:
    """Why a value is not there; false in a condition, so that ``if sbp and sbp.value > 140`` reads naturally."""

    reason: Reason
    detail: str = ""

    def __bool__(self) -> Literal[False]:
        """Be false, for the type checker too."""
        return False

    def __str__(self) -> str:
        return f"{self.reason} ({self.detail})" if self.detail else self.reason


ONLY_A_BOUND = Missing("incomplete", "reported only as a bound")
"""What a result such as "< 0.3" is to an analysis that did not ask for bounds."""
NOT_EXPECTED = Missing("incomplete", "answered otherwise than by one of the expected codes")
"""What a coded result is to an analysis that knows none of its codes."""
