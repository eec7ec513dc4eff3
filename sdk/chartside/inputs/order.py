"""Ask for what a clinician is about to order, and what the patient then takes."""

from __future__ import annotations

from dataclasses import dataclass

from chartside.codes import CodeSet
from chartside.inputs.read import Read


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """One draft order: the engine asks the analysis once for each."""

    def reads(self) -> tuple[Read, ...]:
        """Read nothing: drafts come with the call."""
        return ()


@dataclass(frozen=True, slots=True)
class OrdersRequest:
    """Every draft order of the call."""

    def reads(self) -> tuple[Read, ...]:
        """Read nothing: drafts come with the call."""
        return ()


@dataclass(frozen=True, slots=True)
class EffectiveMedicationsRequest:
    """Active medicines, plus drafts, minus what is being stopped; only those in ``what``, when given."""

    what: CodeSet | None = None

    def reads(self) -> tuple[Read, ...]:
        """Read prescriptions and statements of use."""
        return (Read("MedicationRequest"), Read("MedicationStatement"))
