"""``chartside services``: what discovery offers here, with the searches it asks for, and why something is not offered."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from chartside.registry import Registry
from engine.cli.serve import settings_of
from engine.cli.standing import WAITING, Standing, standing
from engine.clock import clock
from engine.installed import installed
from engine.json_text import json_bytes
from engine.plan import Service, Services, plan_of
from engine.service.document import digest


def show(data: Path | None, *, as_json: bool, expressions: bool) -> int:
    """Show every service of this site as discovery lists it today; raises OperatorError and CompositionError."""
    settings = settings_of(data=data)
    registry = installed()
    stands = standing(registry, data)
    services = plan_of(registry, settings, clock(settings.now)().date(), stands.waits)
    told = {
        "services": [_told(s, expressions=expressions) for s in services.values()],
        "sha256": digest(services.values(), settings.max_cards),
        "notOffered": list(_not_offered(registry, services, stands)),
        **({"stateUnknown": stands.unknown} if stands.unknown else {}),
    }
    if as_json:
        sys.stdout.buffer.write(json_bytes(told, indent=True) + b"\n")
    else:
        _print(Console(highlight=False), told)
    return 0


def _told(service: Service, *, expressions: bool) -> dict[str, Any]:
    searches = service.searches.expressions if expressions else service.searches.literal
    return {
        "id": service.id,
        "hook": service.hook,
        "title": service.title,
        "analyses": [a.id for a in service.analyses],
        "prefetch": dict(searches),
        "leftOut": dict(service.searches.beyond),
        "broken": [b.plugin for b in service.broken],
    }


def _not_offered(registry: Registry, services: Services, stands: Standing) -> Iterator[str]:
    """Yield a sentence for each thing that somebody could look for in vain."""
    asked = {a.id for service in services.values() for a in service.analyses}
    for id, analysis in registry.analyses.items():
        if not analysis.hooks:
            yield f"{id}: it serves no hook, and is asked by name only"
        elif id not in asked:
            yield f"{id}: no service that is offered holds it (CHARTSIDE_OFFER, CHARTSIDE_SERVICES)"
        elif stands.of(id) == WAITING:
            yield f"{id}: what it reads is asked of nobody; it waits: {stands.waits[id]}"
        elif stands.of(id) == "off":
            yield f"{id}: it is switched off, and each answer says so"
    for broken in registry.broken:
        yield f"{broken.plugin}: it could not be loaded; {broken.mend}"
    left_out = {key: why for service in services.values() for key, why in service.searches.beyond.items()}
    for key, why in left_out.items():
        yield f"{key}: this search is read from a FHIR server only, since a client of CDS Hooks 2.x need not understand {why}"


def _print(out: Console, told: Mapping[str, Any]) -> None:
    for service in told["services"]:
        out.print(f"[bold]{escape(service['id'])}[/bold] on {escape(service['hook'])}: {escape(service['title'])}")
        out.print(f"  asks {escape(', '.join(service['analyses'])) or 'nobody'}")
        if service["broken"]:
            out.print(f"  names as failed {', '.join(service['broken'])}", style="red", markup=False)
        for key, template in service["prefetch"].items():
            out.print(f"  {key}: {template}", markup=False, soft_wrap=True)
    if not told["services"]:
        out.print("Discovery lists no service.")
    for said in told["notOffered"]:
        out.print(f"NOT OFFERED {said}", style="yellow", markup=False)
    out.print(f"sha256 {told['sha256']}", style="dim", markup=False)
    if "stateUnknown" in told:
        out.print(f"What waits or is off is not known here: {told['stateUnknown']}.", style="dim", markup=False)
