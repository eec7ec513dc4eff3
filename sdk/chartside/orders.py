"""What a clinician is about to order, and what the patient then effectively takes."""

from __future__ import annotations

from dataclasses import dataclass

from chartside.codes import Code, CodeSet
from chartside.facts import Coded, Fact, Found
from chartside.medicines import could_be, named_by, resolve


@dataclass(frozen=True, slots=True)
class Order(Fact):
    """One draft order of the hook's context; ``ref`` is its ``Type/id`` in ``draftOrders``."""

    kind: str
    """The FHIR resource type: MedicationRequest, ServiceRequest, ..."""
    codings: tuple[Code, ...] = ()
    display: str = ""
    status: str = ""
    intent: str = ""
    stops: bool = False
    """Whether this order ends a treatment (doNotPerform, or a status that says so)."""
    ingredients: tuple[Code, ...] = ()
    """Of a medicine: what the adapter resolved it to, by code; empty where it did not."""

    def names(self, codes: CodeSet) -> Code | None:
        """Return the code by which this order names a member of the set, its own or an ingredient's; one that stops names nothing."""
        return None if self.stops else named_by(codes, self.codings, self.holds)

    def might_name(self, codes: CodeSet) -> bool:
        """Whether nobody can tell that this order does not name a member: its medicine was not resolved, or not to the product."""
        if self.stops or self.kind != "MedicationRequest" or self.names(codes):
            return False
        return could_be(codes, self.codings, self.holds)

    @property
    def holds(self) -> tuple[Code, ...]:
        """Return the ingredients of the medicine that is ordered, by code; empty where it could not be resolved, or is no medicine."""
        if self.ingredients or self.kind != "MedicationRequest":
            return self.ingredients
        return resolve(self.codings, self.display).ingredients


@dataclass(frozen=True, slots=True)
class Orders(Found[Order]):
    """Every draft order of the call."""


@dataclass(frozen=True, slots=True)
class EffectiveMedications(Found[Coded]):
    """Medicines that are active, plus drafts, minus what a draft is stopping."""
