"""Whether every plugin that is installed could be loaded."""

from __future__ import annotations

from collections.abc import Iterator

from engine.doctor.finding import Finding, Site, failed, ok, warning


def loaded(site: Site) -> Iterator[Finding]:
    """Yield a finding for each plugin."""
    for plugin in site.registry.plugins.values():
        count = len(plugin.analyses)
        analyses = f"{count} analys{'i' if count == 1 else 'e'}s"
        yield ok("plugin", f"{plugin.name} from {plugin.distribution} {plugin.version}, {analyses}")
    for broken in site.registry.broken:
        said = f"{broken.plugin} from {broken.distribution} {broken.version}: {broken.error}"
        yield failed("plugin", said, broken.mend)
    if not site.registry.plugins:
        yield failed("plugins", "there is none that can be used", "Install one; `chartside plugins` lists them.")


def granted(site: Site) -> Iterator[Finding]:
    """Yield a finding for each distribution that may answer at once and offers nothing here, most often a misspelt name."""
    there = {plugin.distribution for plugin in site.registry.plugins.values()}
    for name in sorted(site.settings.instant_plugins - there):
        mend = f"Write the distribution's name as `chartside plugins` shows it ({', '.join(sorted(there))}), or take it out."
        yield warning("instant plugins", f"CHARTSIDE_INSTANT_PLUGINS names {name}, which offers nothing here", mend)
    if site.settings.instant_plugins <= there:
        yield ok("instant plugins", ", ".join(sorted(site.settings.instant_plugins)) or "none may answer at once")
