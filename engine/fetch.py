"""The chart of one call: what was sent, and from the caller's own FHIR server what that lacks."""

from __future__ import annotations

from datetime import datetime

from engine.desk import Desk
from engine.plan import Service
from engine.record import Call
from fhir_adapter import Chart


async def chart_of(desk: Desk, service: Service, call: Call, now: datetime) -> Chart:  # noqa: ARG001 - what is fetched depends on both
    """Return the chart of a call; raises ChartError where it is about nobody."""
    return Chart.from_prefetch(call.prefetch, service.templates, call.context, call.client.permitted_labels)
