"""Ask whether something is stated about the patient: a predicate over the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from chartside.codes import CodeSet
from chartside.inputs.read import Read


@dataclass(frozen=True, slots=True)
class Having:
    """A predicate over the record: the assertable statements of a kind whose code is in the set, and not in its exclusions.

    ``kind`` is the FHIR resource type: Condition, AllergyIntolerance, MedicationRequest, Procedure or Encounter. ``ever`` also counts
    what is resolved (a stroke ten years ago is still a stroke). ``statement`` is the sentence that the predicate stands for.
    ``implied`` is what a caller who asks with plain facts implies by asking (a stroke score is asked about somebody with atrial
    fibrillation); None means that nothing is implied.
    """

    kind: str
    what: CodeSet
    ever: bool = False
    back: timedelta | None = None
    statement: str = ""
    implied: bool | None = None
    reviewed_by: str = ""

    def reads(self) -> tuple[Read, ...]:
        """Read the codes where they can be enumerated, else every statement of the kind."""
        return (Read(self.kind, self.what.codes if self.what.enumerable else frozenset(), self.back),)
