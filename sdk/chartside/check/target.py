"""Find what is to be checked by what somebody types: a plugin's name, an analysis' id, or a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from chartside.check.report import Report
from chartside.check.suite import Suite
from chartside.check.trial import ChartOf
from chartside.registry import Plugin, Registry, discover

if TYPE_CHECKING:
    from chartside.manifest import Manifest


class TargetError(LookupError):
    """Nothing of that name is there to be checked; the message says what is."""


class UnusableError(Exception):
    """What was named is there, and is no plugin that can be used; the message names the mend."""


def find(target: str, registry: Registry | None = None) -> tuple[Plugin, str]:
    """Return the plugin that is meant, and the analysis' id where one is; a path is loaded as a file.

    Raises TargetError or UnusableError.
    """
    if target.endswith(".py") or "/" in target:
        registry = discover(points=(), files=[Path(target)])
        if registry.broken:
            raise UnusableError(str(registry.broken[0]))
        return next(iter(registry.plugins.values())), ""
    registry = discover() if registry is None else registry
    if target in registry.plugins:
        return registry.plugins[target], ""
    for plugin in registry.plugins.values():
        if any(a.id == target for a in plugin.analyses):
            return plugin, target
    broken = next((b for b in registry.broken if b.plugin in (target, target.partition(".")[0])), None)
    if broken is not None:
        raise UnusableError(str(broken))
    there = ", ".join(sorted((*registry.plugins, *registry.analyses))) or "none"
    raise TargetError(
        f"there is no plugin and no analysis {target!r}; installed: {there}; a file is named by its path, ./plugin.py"
    )


def check_plugin(plugin: Plugin, chart_of: ChartOf | None = None, manifest: Manifest | None = None) -> Report:
    """Run every check on every analysis of a plugin; those that go through FHIR need a ``chart_of``."""
    return Suite(plugin, chart_of, manifest).report()


def run(target: str, chart_of: ChartOf | None = None, registry: Registry | None = None) -> Report:
    """Check what somebody names; raise TargetError where nothing has that name, UnusableError where it cannot be used."""
    plugin, analysis = find(target, registry)
    return Suite(plugin, chart_of).report(analysis)
