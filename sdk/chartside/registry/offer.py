"""Ask one module what it offers: with pluggy, one plugin that raises would lose the answers of all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import pluggy

from chartside.analysis import Analysis
from chartside.codes import Code
from chartside.commands import Command
from chartside.containment import is_ours
from chartside.fragments import Fragment
from chartside.hooks import PROJECT, Specs
from chartside.registry.plugin import Unusable
from chartside.rule_files import RuleFile

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Offer:
    """What one plugin registers."""

    analyses: tuple[Analysis, ...]
    commands: tuple[Command, ...] = ()
    fragments: tuple[Fragment, ...] = ()
    warm: Callable[[], object] | None = None
    rules: tuple[RuleFile, ...] = ()


def offered(name: str, module: Any) -> Offer:
    """Return what a module registers; raise Unusable, with the mend, where that is not what it may."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(Specs)
    try:
        manager.register(module, name or None)
        manager.check_pending()
    except Exception as error:
        raise Unusable(
            str(error),
            "Implement chartside_analyses(); besides it only chartside_commands(), chartside_fragments(), chartside_warm() and"
            " chartside_rules().",
        ) from error
    if not manager.hook.chartside_analyses.get_hookimpls():
        raise Unusable("registers nothing", "Mark chartside_analyses() with @hookimpl from chartside.")
    offer = Offer(
        tuple(_of("chartside_analyses", Analysis, manager, "Return what @analysis made.")),
        tuple(_of("chartside_commands", Command, manager, "Return Command(name, help, run).")),
        tuple(_of("chartside_fragments", Fragment, manager, "Return Fragment(analysis, title, write).")),
        manager.hook.chartside_warm if manager.hook.chartside_warm.get_hookimpls() else None,
        tuple(_of("chartside_rules", RuleFile, manager, "Return RuleFile(analysis, version, ...).")),
    )
    if not offer.analyses:
        raise Unusable("offers no analysis", "Return at least one from chartside_analyses().")
    _check(name or offer.analyses[0].plugin, offer)
    return offer


def _of(hook: str, kind: type[T], manager: pluggy.PluginManager, mend: str) -> Iterator[T]:
    try:
        given = [one for group in getattr(manager.hook, hook)() for one in group]
    except BaseException as error:
        if is_ours(error):
            raise
        raise Unusable(f"{hook}() raised {type(error).__name__}: {error}", "Mend it.") from error
    for one in given:
        if not isinstance(one, kind):
            raise Unusable(f"offers a {type(one).__name__} that is no {kind.__name__}", mend)
        yield one


def _check(name: str, offer: Offer) -> None:
    foreign = next((a.id for a in offer.analyses if a.plugin != name), None)
    if foreign:
        raise Unusable(
            f"offers {foreign!r}, whose id does not begin with {name!r}",
            "Let the id begin with the entry point's name.",
        )
    for analysis in offer.analyses:
        _check_codes(analysis)
    own = {a.id for a in offer.analyses}
    stray = next((f.analysis for f in offer.fragments if f.analysis not in own), None)
    if stray:
        raise Unusable(f"offers a fragment for {stray!r}, which is not its own", "Explain only your own analyses.")
    astray = next((r.analysis for r in offer.rules if not r.analysis.startswith(f"{name}.")), None)
    if astray:
        raise Unusable(
            f"offers a rule {astray!r}, which is not its own", "Let its id begin with the entry point's name."
        )
    names = [c.name for c in offer.commands]
    if len(set(names)) < len(names):
        raise Unusable("offers two commands of one name", "Rename one of them.")


def _check_codes(analysis: Analysis) -> None:
    """Refuse what cannot be searched for, here and not when a service is planned: there it would cost every plugin its answers."""
    for name, declared in analysis.inputs.items():
        try:
            codes = [code for read in declared.request.reads() for code in read.codes]
        except Exception as error:
            raise Unusable(
                f"{analysis.id} reads {name!r} in a way that raises {type(error).__name__}: {error}",
                "Mend its annotation.",
            ) from error
        if not all(isinstance(c, Code) and isinstance(c.system, str) and isinstance(c.value, str) for c in codes):
            raise Unusable(
                f"{analysis.id} reads {name!r} by a code that is no text",
                'Write SNOMED("230690007", "Stroke"), or Code("http://example.org/codes", "x").',
            )
