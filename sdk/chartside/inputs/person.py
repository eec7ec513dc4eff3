"""Ask who the patient is: age, administrative sex, birth date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from chartside.facts import Patient, Quantity, Word
from chartside.inputs.read import Read
from chartside.missing import Missing


@dataclass(frozen=True, slots=True)
class PatientRequest:
    """The patient: birth date, administrative sex, whether deceased."""

    def reads(self) -> tuple[Read, ...]:
        """Read the patient."""
        return (Read("Patient"),)


@dataclass(frozen=True, slots=True)
class AgeRequest(PatientRequest):
    """Completed years on the day of the question; the birth date itself is not shown to the analysis."""


@dataclass(frozen=True, slots=True)
class SexRequest(PatientRequest):
    """Administrative sex, female or male; anything else is missing and never guessed."""


Age = Annotated[Quantity | Missing, AgeRequest()]
"""Completed years on the day of the question."""
Sex = Annotated[Word | Missing, SexRequest()]
"""Administrative sex, ``female`` or ``male``."""
Person = Annotated[Patient | Missing, PatientRequest()]
"""The patient, or why there is none."""
