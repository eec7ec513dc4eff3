"""Cards, built a phrase at a time, each resting on facts that it cites."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from chartside.actions import Action, Choice, Draft, Entry, Suggestion
from chartside.codes import Code
from chartside.facts import Fact, Found
from chartside.sources import Source

Indicator = Literal["info", "warning", "critical"]


@dataclass(frozen=True, slots=True)
class Link:
    """A page or a SMART app to open."""

    label: str
    url: str
    type: Literal["absolute", "smart"] = "absolute"
    app_context: str = ""
    autolaunch: bool = False
    """Whether the client may open it by itself; only clients registered for it are told."""


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to tell a clinician. The engine refuses a card without a basis, or one that cites what was not given.

    ``summary`` is plain text under 140 characters; ``detail`` is Markdown (no HTML, no images); ``indicator`` is ``critical`` only
    where life is in danger.
    """

    summary: str
    indicator: Indicator = "info"
    detail: str = ""
    basis: tuple[str, ...] = ()
    working: Mapping[str, Any] = field(default_factory=dict)
    suggestions: tuple[Suggestion, ...] = ()
    links: tuple[Link, ...] = ()
    reasons: tuple[Code, ...] = ()
    source: Source | None = None
    topic: Code | None = None

    def because(self, *facts: Fact | Found[Any]) -> Card:
        """Cite the facts that this card rests on."""
        refs = [ref for fact in facts for ref in ([f.ref for f in fact] if isinstance(fact, Found) else [fact.ref])]
        return replace(self, basis=tuple(dict.fromkeys((*self.basis, *refs))))

    def explain(self, **working: Any) -> Card:
        """Keep the working: score terms, rule path, model contributions."""
        return replace(self, working={**self.working, **working})

    def suggest(self, label: str, *, recommended: bool = False, choose: Choice = "all") -> Card:
        """Offer a choice; the steps that follow (``stop``, ``order`` ...) belong to it, together or, with ``choose``, not."""
        return replace(self, suggestions=(*self.suggestions, Suggestion(label, recommended=recommended, choose=choose)))

    def stop(self, order: Fact, description: str = "") -> Card:
        """Add to the last suggestion: take this order back."""
        return self._step(Action("stop", description or "Do not sign this order", order.ref))

    def replace(self, order: Fact, with_: Draft, description: str = "") -> Card:
        """Add to the last suggestion: put another order in the place of this one."""
        said = description or f"Order {with_.code.display or with_.code.value} instead"
        return self._step(Action("replace", said, order.ref, with_))

    def order(self, what: Draft | Code, description: str = "") -> Card:
        """Add to the last suggestion: one more order."""
        draft = what if isinstance(what, Draft) else Draft(what)
        return self._step(
            Action("order", description or f"Order {draft.code.display or draft.code.value}", draft=draft)
        )

    def enter(self, what: Entry, description: str = "") -> Card:
        """Add to the last suggestion: put this on the patient's list, unconfirmed."""
        said = description or f"Enter {what.code.display or what.code.value}, unconfirmed"
        return self._step(Action("enter", said, entry=what))

    def _step(self, action: Action) -> Card:
        if not self.suggestions:
            raise TypeError(f"{action.type}() is a step of a suggestion: call .suggest(label) first")
        last = self.suggestions[-1]
        return replace(self, suggestions=(*self.suggestions[:-1], replace(last, actions=(*last.actions, action))))

    def link(
        self, label: str, url: str, *, smart: bool = False, app_context: str = "", autolaunch: bool = False
    ) -> Card:
        """Offer a page, or a SMART app, to open."""
        made = Link(label, url, "smart" if smart else "absolute", app_context, autolaunch)
        return replace(self, links=(*self.links, made))

    def override_reasons(self, *reasons: Code) -> Card:
        """Name the reasons that a clinician may give for not following this card; each needs a display."""
        return replace(self, reasons=(*self.reasons, *reasons))
