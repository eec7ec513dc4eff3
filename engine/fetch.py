"""The chart of one call: what was sent, and from the caller's own FHIR server what that lacks."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from chartside import Analysis
from chartside.inputs import Read
from engine.call import Call
from engine.desk import Desk
from engine.plan import Service
from engine.servers import ServerRefused
from fhir_adapter import Chart
from fhir_adapter.client import ServerAddress
from fhir_adapter.references import bare_id

_FOR_THE_ANALYSES = 0.3
"""So much of what the budget leaves is not spent on a server, however slow it is."""


@dataclass(frozen=True, slots=True)
class Charted:
    """A chart, whether a server was asked for it, and why one was not."""

    chart: Chart
    asked: bool = False
    why_not: str = ""


async def chart_of(desk: Desk, service: Service, call: Call, analyses: Sequence[Analysis], now: datetime) -> Charted:
    """Return the chart of a call for those of its analyses that can be asked; raises ChartError where it is about nobody.

    Nothing raises for what a server does: what did not come is missing in the chart, with the reason.
    """
    promised = service.promised(call.client, now.date())
    labels = call.client.permitted_labels
    chart = Chart.from_prefetch(call.prefetch, promised, call.context, labels, call.hook)
    reads = _wanted(analyses, chart)
    if not chart.lacks(reads, now):
        return Charted(chart)
    try:
        server = _server(desk, call, chart)
    except ServerRefused as refused:
        return Charted(chart, why_not=str(refused))
    left = desk.lanes.budget - (time.perf_counter() - call.started)
    seconds = min(desk.settings.fetch_ms / 1000, left * (1 - _FOR_THE_ANALYSES))
    if seconds <= 0:
        return Charted(chart, why_not="no time was left to read the FHIR server")
    token = call.authorization.token if call.authorization else None
    async with desk.servers.session(server, token, seconds) as session:
        return Charted(await chart.completed(session, reads, now), asked=True)


def _server(desk: Desk, call: Call, chart: Chart) -> ServerAddress:
    if not call.fhir_server:
        raise ServerRefused(call.no_server or "the call names no FHIR server")
    if desk.settings.fetch_ms == 0:
        raise ServerRefused("this site reads no FHIR server (CHARTSIDE_FETCH_MS is 0)")
    if desk.lanes.overrun:
        raise ServerRefused("too many calls came at once to read FHIR servers")
    whose = call.authorization.patient if call.authorization else ""
    if whose and bare_id(whose) != chart.patient_id:
        raise ServerRefused("the token that came with the call is for another patient than its context")
    return desk.servers.allowed(call.client, call.fhir_server)


def _wanted(analyses: Iterable[Analysis], chart: Chart) -> list[Read]:
    """Return what is read by the analyses that the drafts leave something to do; for the others nothing is fetched."""
    orders, chosen = chart.orders(), chart.selected()
    wanted: dict[Read, None] = {}
    for analysis in analyses:
        if analysis.per_order and orders.known_absent:
            continue
        if analysis.when is not None and orders.unknown is None:
            asked = [[order] for order in chosen] if analysis.per_order else [orders]
            if all(analysis.when.refuses(some) is not None for some in asked):
                continue
        wanted |= dict.fromkeys(analysis.reads())
    return list(wanted)
