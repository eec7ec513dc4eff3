"""Find every plugin, each by itself: what is installed by entry point, and files that somebody tries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import MappingProxyType
from typing import Any

from chartside.analysis import Analysis
from chartside.containment import is_ours
from chartside.hooks import ENTRY_POINTS
from chartside.registry.identity import file_of, identity
from chartside.registry.lasting import outlasting
from chartside.registry.offer import offered
from chartside.registry.plugin import Broken, Plugin, Registry, Unusable
from chartside.registry.source_file import load_file


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A plugin to be loaded: its name (none: what its analyses begin with), and where it comes from."""

    name: str
    distribution: str
    version: str
    source: EntryPoint | Path

    def load(self) -> Any:
        if isinstance(self.source, Path):
            return load_file(self.source)
        try:
            return self.source.load()
        except BaseException as error:
            if is_ours(error):
                raise
            mend = f"Mend the import of {self.source.value!r}, or uninstall the distribution."
            raise Unusable(f"could not be imported ({type(error).__name__}: {error})", mend) from error


def discover(points: Iterable[EntryPoint] | None = None, files: Iterable[Path] = ()) -> Registry:
    """Load every installed plugin in the order of their names, then the files; what cannot be used is told, and stops no other."""
    plugins: dict[str, Plugin] = {}
    broken: list[Broken] = []
    for one in _candidates(points, files):
        try:
            with outlasting():
                plugin = _plugin(one, plugins)
        except Unusable as reason:
            broken.append(Broken(one.name or str(one.source), one.distribution, one.version, reason.error, reason.mend))
            continue
        plugins[plugin.name] = plugin
    return Registry(MappingProxyType(plugins), tuple(broken))


def _candidates(points: Iterable[EntryPoint] | None, files: Iterable[Path]) -> Iterator[_Candidate]:
    found = entry_points(group=ENTRY_POINTS) if points is None else points
    for point in sorted(found, key=lambda p: (p.name, p.value)):
        distribution, version = (point.dist.name, point.dist.version) if point.dist else ("unknown distribution", "?")
        yield _Candidate(point.name, distribution, version, point)
    for path in files:
        yield _Candidate("", f"file {path.name}", "as it is", path)


def _plugin(one: _Candidate, known: dict[str, Plugin]) -> Plugin:
    if one.name in known:
        raise Unusable(f"another plugin is already named {one.name!r}", "Rename one of the two entry points.")
    module = one.load()
    offer = offered(one.name, module)
    name = one.name or offer.analyses[0].plugin
    if name in known:
        raise Unusable(f"another plugin is already named {name!r}", "Uninstall that one to try the file.")
    _check_against(offer.analyses, known)
    sha256, file = identity(module), file_of(module)
    folder = file.parent if file else None
    return Plugin(
        name,
        one.distribution,
        one.version,
        sha256,
        offer.analyses,
        offer.commands,
        offer.fragments,
        folder,
        file,
        offer.warm,
        offer.rules,
    )


def _check_against(analyses: tuple[Analysis, ...], known: dict[str, Plugin]) -> None:
    """Refuse what cannot stand beside the plugins that are already in use."""
    owners = {a.id: plugin.name for plugin in known.values() for a in plugin.analyses}
    providers = {a.provides.name: a for plugin in known.values() for a in plugin.analyses if a.provides}
    for analysis in analyses:
        if analysis.id in owners:
            taken = f"analysis {analysis.id!r} is already offered by plugin {owners[analysis.id]!r}"
            raise Unusable(taken, "Give it an id of its own.")
        owners[analysis.id] = analysis.plugin
        if analysis.provides is not None:
            if analysis.per_order:
                raise Unusable(
                    f"{analysis.id!r} provides {analysis.provides.display}, and is asked once for each draft order",
                    "Take Orders instead of Order: a derived fact is about the patient.",
                )
            if analysis.provides.name in providers:
                taken = f"{analysis.provides.display} is already provided by {providers[analysis.provides.name].id!r}"
                raise Unusable(taken, "Uninstall one of the two: a derived fact has one provider.")
            providers[analysis.provides.name] = analysis
    for analysis in providers.values():
        circle = _circle(analysis, providers, ())
        if circle:
            raise Unusable(
                f"closes a circle of derived facts: {' -> '.join(circle)}", "Let one of them read the record instead."
            )


def _circle(analysis: Analysis, providers: dict[str, Analysis], path: tuple[str, ...]) -> tuple[str, ...]:
    if analysis.id in path:
        return (*path[path.index(analysis.id) :], analysis.id)
    for kind in analysis.needs:
        provider = providers.get(kind.name)
        circle = _circle(provider, providers, (*path, analysis.id)) if provider else ()
        if circle:
            return circle
    return ()
