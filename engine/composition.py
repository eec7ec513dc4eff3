"""Which analyses the services of a site hold that it puts together itself, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from chartside import Analysis
from chartside.registry import Broken, Registry
from engine.settings import Composition


class CompositionError(ValueError):
    """Services that cannot be offered as the settings put them together; the text names each, and what to do."""


def members(composition: Composition, registry: Registry) -> list[Analysis]:
    """Return the analyses that a composed service holds: those named, all of a plugin that is named, or all where none is."""
    named = composition.analyses
    return [a for a in registry.analyses.values() if not named or a.id in named or a.plugin in named]


def broken_members(composition: Composition, registry: Registry) -> tuple[Broken, ...]:
    """Return the plugins that a composed service names, and that could not be loaded."""
    named = {name.split(".", 1)[0] for name in composition.analyses}
    return tuple(b for b in registry.broken if not named or b.plugin in named)


def check(compositions: Sequence[Composition], registry: Registry, taken: Iterable[tuple[str, str]]) -> None:
    """Raise CompositionError where a service names what is not there, or would be lost behind another; ``taken`` are (id, hook)."""
    wrong = list(faults(compositions, registry, taken))
    if wrong:
        raise CompositionError(f"settings: {'; '.join(wrong)}")


def faults(compositions: Sequence[Composition], registry: Registry, taken: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield a sentence for each thing that is wrong; a plugin that is installed and broken is none, since every answer names it."""
    known = set(taken)
    for one in compositions:
        unknown = list(_unknown(one, registry))
        yield from unknown or _unasked(one, registry)
        for hook in dict.fromkeys(one.hooks):
            if (one.id, hook) in known:
                yield f"service {one.id!r}: another service of that id answers {hook} already; give this one another id"
            known.add((one.id, hook))


def _unknown(one: Composition, registry: Registry) -> Iterator[str]:
    there = registry.analyses.keys() | registry.plugins.keys()
    broken = {b.plugin for b in broken_members(one, registry)}
    for name in sorted(one.analyses - there):
        if name.split(".", 1)[0] not in broken:
            yield f"service {one.id!r}: {name!r} is not installed; `chartside plugins` lists what is"


def _unasked(one: Composition, registry: Registry) -> Iterator[str]:
    held = members(one, registry)
    if broken_members(one, registry):
        return  # what these would have answered cannot be known
    for hook in one.hooks:
        if not any(hook in a.hooks for a in held):
            yield f"service {one.id!r}: none of its analyses serves {hook}; take the hook out, or name one that does"
    for name in sorted(one.analyses & (registry.analyses.keys() | registry.plugins.keys())):
        hooks = {hook for a in held if name in (a.id, a.plugin) for hook in a.hooks}
        if not hooks & set(one.hooks):
            serves = f"serves {', '.join(sorted(hooks))}" if hooks else "serves no hook"
            yield f"service {one.id!r}: {name} would never be asked, it {serves}"
