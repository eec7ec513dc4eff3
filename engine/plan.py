"""Which analyses serve a call, and the few searches that hold what they all read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from chartside import Analysis
from chartside.inputs import Read
from chartside.registry import Registry
from engine.derivation import in_rounds
from fhir_adapter import templates

TITLES = {
    "patient-view": "Advice on opening the chart",
    "order-select": "Advice while choosing an order",
    "order-sign": "Advice before signing orders",
    "encounter-start": "Advice on starting an encounter",
    "encounter-discharge": "Advice before discharge",
}


@dataclass(frozen=True, slots=True)
class Service:
    """What an EHR can call: one hook, answered by these analyses, for which it may send these searches."""

    id: str
    hook: str
    title: str
    description: str
    analyses: tuple[Analysis, ...]
    templates: Mapping[str, str]


Services = Mapping[tuple[str, str], Service]
Searches = Callable[[Iterable[Analysis]], Mapping[str, str]]


def plan(registry: Registry, today: date, unapproved: Collection[str] = (), *, consent: bool = False) -> Services:
    """Return every service by (id, hook): one composite for each hook, and one for each plugin and hook.

    What an unapproved analysis reads is asked of nobody; ``consent`` asks for the patient's consents besides.
    """

    def searches(analyses: Iterable[Analysis]) -> Mapping[str, str]:
        asked = (a for group in in_rounds(analyses, registry) for a in group if a.id not in unapproved)
        reads = [read for a in asked for read in a.reads()]
        return templates([*reads, *([Read("Consent")] if consent and reads else [])], today)

    hooks = sorted({hook for a in registry.analyses.values() for hook in a.hooks})
    services: list[Service] = []
    for hook in hooks:
        services.append(_service(hook, hook, "all installed analyses", registry.analyses.values(), searches))
        services.extend(
            _service(f"{plugin.name}-{hook}", hook, f"the plugin {plugin.name}", plugin.analyses, searches)
            for plugin in registry.plugins.values()
            if any(hook in a.hooks for a in plugin.analyses)
        )
    return {(s.id, s.hook): s for s in services}


def _service(id: str, hook: str, whose: str, offered: Iterable[Analysis], searches: Searches) -> Service:
    analyses = tuple(sorted((a for a in offered if hook in a.hooks), key=lambda a: a.id))
    title = TITLES.get(hook, f"Advice on {hook}")
    description = f"{title}, from {whose}: {'; '.join(a.title for a in analyses)}."
    return Service(id, hook, title, description, analyses, searches(analyses))
