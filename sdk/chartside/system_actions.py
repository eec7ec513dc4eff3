"""What the EHR shall do by itself: an action that nobody chooses, and that rests on facts as a card does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from chartside.actions import Action, Draft
from chartside.codes import Code
from chartside.coverage import CoverageInformation
from chartside.facts import Fact, Found


@dataclass(frozen=True, slots=True)
class SystemAction:
    """One change that is applied without a clinician's choice; make it with ``annotate``, ``order``, ``replace`` or ``stop``.

    The engine lets it out only where the site allows it for this analysis, and refuses one without a basis.
    """

    action: Action
    basis: tuple[str, ...] = ()
    working: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def annotate(cls, order: Fact, *coverage: CoverageInformation, description: str = "") -> SystemAction:
        """Note on an order of the call what its payer says of it."""
        said = description or "Note on this order what the payer says of it"
        return cls(Action("annotate", said, order.ref, coverage=coverage))

    @classmethod
    def order(cls, what: Draft | Code, description: str = "") -> SystemAction:
        """Order one thing more."""
        draft = what if isinstance(what, Draft) else Draft(what)
        return cls(Action("order", description or f"Order {draft.code.display or draft.code.value}", draft=draft))

    @classmethod
    def replace(cls, order: Fact, with_: Draft, description: str = "") -> SystemAction:
        """Put another order in the place of this one."""
        said = description or f"Order {with_.code.display or with_.code.value} instead"
        return cls(Action("replace", said, order.ref, with_))

    @classmethod
    def stop(cls, order: Fact, description: str = "") -> SystemAction:
        """Take an order of the call back."""
        return cls(Action("stop", description or "Take this order back", order.ref))

    def because(self, *facts: Fact | Found[Any]) -> SystemAction:
        """Cite the facts that this rests on."""
        refs = [ref for fact in facts for ref in ([f.ref for f in fact] if isinstance(fact, Found) else [fact.ref])]
        return replace(self, basis=tuple(dict.fromkeys((*self.basis, *refs))))

    def explain(self, **working: Any) -> SystemAction:
        """Keep the working."""
        return replace(self, working={**self.working, **working})
