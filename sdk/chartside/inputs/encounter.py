"""Ask for contacts with care."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from chartside.inputs.read import Read


@dataclass(frozen=True, slots=True)
class EncountersRequest:
    """Encounters within a look-back."""

    back: timedelta | None = None

    def reads(self) -> tuple[Read, ...]:
        """Read encounters."""
        return (Read("Encounter", back=self.back),)
