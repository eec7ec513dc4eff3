"""Ask for procedures that were carried out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from chartside.codes import CodeSet
from chartside.facts import Found, Procedure
from chartside.inputs.read import Read


@dataclass(frozen=True, slots=True)
class ProceduresRequest:
    """Procedures that were carried out within a look-back; only those in ``what``, when given."""

    what: CodeSet | None = None
    back: timedelta | None = None

    def reads(self) -> tuple[Read, ...]:
        """Read the codes where they can be enumerated, else every procedure."""
        codes = self.what.codes if self.what is not None and self.what.enumerable else frozenset()
        return (Read("Procedure", codes, self.back),)


Procedures = Annotated[Found[Procedure], ProceduresRequest()]
"""Every procedure that was carried out."""
