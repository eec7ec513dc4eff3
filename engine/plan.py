"""Which services there are, whose analyses answer them, and the few searches that hold what they all read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from chartside import Analysis
from chartside.inputs import Read
from chartside.registry import Broken, Registry
from engine.clients import Client
from engine.composition import broken_members, check, members
from engine.derivation import in_rounds
from engine.settings import Composition, Settings
from fhir_adapter import at_the_latest, beyond, templates
from fhir_adapter.hooks import hooks

TITLES = {
    "patient-view": "Advice on opening the chart",
    "order-select": "Advice while choosing an order",
    "order-sign": "Advice before signing orders",
    "order-dispatch": "Advice on dispatching orders",
    "appointment-book": "Advice on booking an appointment",
    "encounter-start": "Advice on starting an encounter",
    "encounter-discharge": "Advice before discharge",
}
EVERY = frozenset({"hooks", "plugins", "composed"})


@dataclass(frozen=True, slots=True)
class Searches:
    """What a service asks an EHR for: each search with literal dates, the same for clients that compute, and what is asked of nobody."""

    literal: Mapping[str, str]
    expressions: Mapping[str, str]
    beyond: Mapping[str, str] = field(default_factory=dict)
    """Searches that discovery leaves out, each with the part of it that a client of CDS Hooks 2.x need not understand."""


@dataclass(frozen=True, slots=True)
class Service:
    """What an EHR can call: one hook, answered by these analyses, for which it may send these searches."""

    id: str
    hook: str
    title: str
    description: str
    analyses: tuple[Analysis, ...]
    searches: Searches
    broken: tuple[Broken, ...] = ()
    """Plugins that would have answered too and could not be loaded: each answer names them."""
    usage_requirements: str = ""
    max_cards: int | None = None
    """How many cards an answer of this service holds, where it is not as many as any other's."""

    @property
    def templates(self) -> Mapping[str, str]:
        """Return the searches by prefetch key, their dates literal."""
        return self.searches.literal

    def offered(self, client: Client) -> Mapping[str, str]:
        """Return the searches as discovery shows them to a client."""
        return self.searches.expressions if "prefetch-expressions" in client.capabilities else self.searches.literal

    def promised(self, client: Client, today: date) -> Mapping[str, str]:
        """Return the searches that a client has made at the least when it made those it was shown: what its answers are judged by."""
        if "prefetch-expressions" not in client.capabilities:
            return self.searches.literal
        return {key: at_the_latest(template, today) for key, template in self.searches.expressions.items()}


Services = Mapping[tuple[str, str], Service]
Asked = Callable[[Iterable[Analysis]], Searches]


def hook_version(hook: str) -> str:
    """Return the version of a hook's definition, or nothing for a hook that is none of the library's."""
    known = hooks().get(hook)
    return known.version if known else ""


def plan_of(registry: Registry, settings: Settings, today: date, unapproved: Collection[str] = frozenset()) -> Services:
    """Return the services of a site by (id, hook), as its settings want them; raises CompositionError."""
    return plan(
        registry,
        today,
        unapproved,
        consent=settings.ask_consent,
        composed=settings.services,
        offer=settings.offer,
    )


def plan(
    registry: Registry,
    today: date,
    unapproved: Collection[str] = frozenset(),
    *,
    consent: bool = False,
    composed: Sequence[Composition] = (),
    offer: Collection[str] = EVERY,
) -> Services:
    """Return every service by (id, hook): one composite for each hook, one for each plugin and hook, and those that were put together.

    What an unapproved analysis reads is asked of nobody; ``consent`` asks for the patient's consents besides.
    Raises CompositionError.
    """

    def asked(analyses: Iterable[Analysis]) -> Searches:
        approved = (a for group in in_rounds(analyses, registry) for a in group if a.id not in unapproved)
        reads = [read for a in approved for read in a.reads()]
        return _searches([*reads, *([Read("Consent")] if consent and reads else [])], today)

    hooks = sorted({hook for a in registry.analyses.values() for hook in a.hooks})
    services: list[Service] = []
    for hook in hooks:
        title = TITLES.get(hook, f"Advice on {hook}")
        if "hooks" in offer:
            held = _serving(hook, registry.analyses.values())
            said = _said(title, "all installed analyses", held)
            services.append(Service(hook, hook, title, said, held, asked(held), registry.broken))
        for plugin in registry.plugins.values() if "plugins" in offer else ():
            held = _serving(hook, plugin.analyses)
            if held:
                said = _said(title, f"the plugin {plugin.name}", held)
                services.append(Service(f"{plugin.name}-{hook}", hook, title, said, held, asked(held)))
    if "composed" in offer:
        check(composed, registry, ((s.id, s.hook) for s in services))
        services += [_composed(one, hook, registry, asked) for one in composed for hook in dict.fromkeys(one.hooks)]
    return {(s.id, s.hook): s for s in services}


def _composed(one: Composition, hook: str, registry: Registry, asked: Asked) -> Service:
    held = _serving(hook, members(one, registry))
    return Service(
        one.id,
        hook,
        one.title,
        one.description or (f"{one.title}: {_titles(held)}." if held else one.title),
        held,
        asked(held),
        broken_members(one, registry),
        one.usage_requirements,
        one.max_cards,
    )


def _serving(hook: str, analyses: Iterable[Analysis]) -> tuple[Analysis, ...]:
    return tuple(sorted((a for a in analyses if hook in a.hooks), key=lambda a: a.id))


def _said(title: str, whose: str, analyses: Iterable[Analysis]) -> str:
    return f"{title}, from {whose}: {_titles(analyses)}."


def _titles(analyses: Iterable[Analysis]) -> str:
    return "; ".join(a.title for a in analyses)


def _searches(reads: Sequence[Read], today: date) -> Searches:
    literal = templates(reads, today)
    expressions = templates(reads, today, expressions=True)
    left_out = {key: said for key, template in literal.items() if (said := beyond(template))}
    return Searches(
        {key: template for key, template in literal.items() if key not in left_out},
        {key: template for key, template in expressions.items() if key not in left_out},
        left_out,
    )
