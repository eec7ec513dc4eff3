"""Look at everything, in the order in which one thing needs another; a look that fails costs no other its finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from chartside.registry import Registry
from engine.clock import Clock
from engine.doctor import (
    analyses,
    broker,
    callers,
    folder,
    manifests,
    models,
    monitoring,
    plugins,
    record,
    rules,
    services,
    times,
    versions,
    workers,
)
from engine.doctor.finding import Finding, Site, failed, ok
from engine.settings import Settings


class Look(Protocol):
    """One look at a site."""

    def __call__(self, site: Site, /) -> Iterator[Finding]:
        """Yield what was found."""
        ...


LOOKS: Mapping[str, Look] = {
    "data folder": folder.data,
    "keys": folder.keys,
    "database": record.database,
    "Redis": broker.redis,
    "broker key": broker.key,
    "plugins": plugins.loaded,
    "instant plugins": plugins.granted,
    "manifests": manifests.complete,
    "review": manifests.reviewed,
    "knowledge": analyses.knowledge,
    "callers": callers.registered,
    "services": services.offered,
    "required analyses": analyses.required,
    "switches": analyses.switched,
    "models": models.speaking,
    "rules": rules.firing,
    "monitoring": monitoring.monitored,
    "clock": times.clock,
    "time zone": times.zone,
    "workers": workers.answering,
}


def examine(
    settings: Callable[[], Settings], registry: Callable[[], Registry], environment: Mapping[str, str], now: Clock
) -> Iterator[Finding]:
    """Yield every finding about an installation as it is made; without settings that can be read, only what needs none."""
    yield from versions.installed()
    try:
        read = settings()
    except Exception as error:  # noqa: BLE001 - whatever it is, its words are for the operator
        yield failed("settings", str(error), "Mend that setting; docs and `chartside serve --help` name them.")
        return
    yield ok("settings", f"readable, mode {read.mode}, tenant {read.tenant}")
    site = Site(read, registry(), environment, now)
    for name, look in LOOKS.items():
        yield from _contained(name, look, site)


def _contained(name: str, look: Look, site: Site) -> Iterator[Finding]:
    try:
        yield from look(site)
    except Exception as error:  # noqa: BLE001 - a look that fails is a finding; the message may hold an address with a password
        yield failed(name, f"could not be looked at ({type(error).__name__})", "Report this as a defect of Chartside.")
