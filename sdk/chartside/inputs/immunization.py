"""Ask for vaccines that were given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from chartside.codes import CodeSet
from chartside.facts import Found, Immunization
from chartside.inputs.read import Read


@dataclass(frozen=True, slots=True)
class ImmunizationsRequest:
    """Vaccines that were given within a look-back; only those in ``what``, when given."""

    what: CodeSet | None = None
    back: timedelta | None = None

    def reads(self) -> tuple[Read, ...]:
        """Read every immunization: their codes stand where no common search parameter looks."""
        return (Read("Immunization", back=self.back),)


Immunizations = Annotated[Found[Immunization], ImmunizationsRequest()]
"""Every vaccine that was given."""
