"""Whether the services that the settings put together can be offered, and whether every required analysis is in one."""

from __future__ import annotations

from collections.abc import Iterator

from engine.composition import faults
from engine.doctor.finding import Finding, Site, failed, ok, warning
from engine.plan import plan


def offered(site: Site) -> Iterator[Finding]:
    """Yield a finding for each fault of a composed service; without one, how many services discovery lists, and what is in none."""
    settings, registry = site.settings, site.registry
    others = plan(registry, site.now().date(), offer=settings.offer - {"composed"})
    composed = settings.services if "composed" in settings.offer else ()
    wrong = list(faults(composed, registry, others))
    for said in wrong:
        yield failed("services", said, "Mend CHARTSIDE_SERVICES; until then the service does not start.")
    if wrong:
        return
    services = plan(registry, site.now().date(), composed=composed, offer=settings.offer)
    yield ok("services", f"discovery lists {len(services)}" if services else "discovery lists none")
    if settings.services and not composed:
        mend = 'Add "composed" to CHARTSIDE_OFFER, or take the services out of CHARTSIDE_SERVICES.'
        yield warning("services", f"{len(settings.services)} that the settings put together are not offered", mend)
    asked = {a.id for service in services.values() for a in service.analyses}
    for id in sorted(settings.required_analyses & registry.analyses.keys() - asked):
        mend = "Put it into a service of CHARTSIDE_SERVICES, or take it out of CHARTSIDE_REQUIRED_ANALYSES."
        yield warning("services", f"{id} is required, and no service asks it", mend)
