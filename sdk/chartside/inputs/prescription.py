"""Ask for prescriptions with their dosages: what is taken, how much of it, and what was prescribed before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from chartside.codes import CodeSet
from chartside.facts import Found, Prescription
from chartside.inputs.read import Read


@dataclass(frozen=True, slots=True)
class PrescriptionsRequest:
    """Prescriptions and statements of use with their dosages, whatever became of them, and drafts; only those in ``what``, when given."""

    what: CodeSet | None = None

    def reads(self) -> tuple[Read, ...]:
        """Read prescriptions and statements of use."""
        return (Read("MedicationRequest"), Read("MedicationStatement"))


Prescriptions = Annotated[Found[Prescription], PrescriptionsRequest()]
"""Every prescription."""
