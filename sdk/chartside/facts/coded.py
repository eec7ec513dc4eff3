"""What is stated about the patient, by its codes."""

from __future__ import annotations

from dataclasses import dataclass

from chartside.codes import Code
from chartside.facts.fact import Fact
from chartside.moments import Moment


@dataclass(frozen=True, slots=True)
class Coded(Fact):
    """A condition, allergy, medication, procedure or encounter, by its codes."""

    kind: str
    code: Code
    codings: tuple[Code, ...] = ()
    display: str = ""
    status: str = ""
    since: Moment | None = None
    until: Moment | None = None
    ingredients: tuple[Code, ...] = ()
    """Of a medicine: the ingredients that its product was resolved to, by code; empty where it was not resolved."""
