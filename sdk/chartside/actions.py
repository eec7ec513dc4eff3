"""What a card proposes to do, in words of the chart: the adapter alone turns it into FHIR."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from chartside.codes import Code
from chartside.coverage import CoverageInformation

Choice = Literal["all", "any", "at-most-one"]
"""How many of a suggestion's actions are taken when it is chosen."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Something to order: what it is by code, and for a medicine how to take it."""

    code: Code
    kind: Literal["MedicationRequest", "ServiceRequest"] = "ServiceRequest"
    instructions: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to put on one of the patient's lists: active, and unconfirmed until a clinician says otherwise.

    ``note`` is kept with it: where it comes from. A code without a system is known by its display alone.
    """

    code: Code
    kind: Literal["AllergyIntolerance", "Condition", "MedicationStatement"]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """One step: stop an order, put another in its place, order something new, put something on a list, or note what a payer says."""

    type: Literal["stop", "replace", "order", "annotate", "enter"]
    description: str
    ref: str = ""
    draft: Draft | None = None
    coverage: tuple[CoverageInformation, ...] = ()
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A labelled choice; its actions belong together, but where ``choose`` lets the clinician take some of them.

    Only clients registered for it are told ``choose``; to all others each action becomes a suggestion of its own.
    """

    label: str
    actions: tuple[Action, ...] = ()
    recommended: bool = False
    choose: Choice = "all"
