"""What a request finds the service with: its desk, and the services planned for a tenant today."""

from __future__ import annotations

from fastapi import Request

from engine.desk import Desk
from engine.plan import Services, plan
from engine.store import RecordUnavailable


def desk_of(request: Request) -> Desk:
    """Return the desk that was opened when the service started."""
    desk: Desk = request.app.state.desk
    return desk


def services_of(request: Request, tenant: str) -> Services:
    """Return the services as planned for today and for what is approved: the literal dates in their searches move with the month."""
    desk = desk_of(request)
    planned = request.app.state.planned
    known = planned[tenant][0][1] if tenant in planned else frozenset()
    try:
        unapproved = frozenset(desk.approvals.unapproved(tenant))
    except RecordUnavailable:
        unapproved = known  # what can be called is told all the same; a call itself is refused without a record
    planned_for = desk.now().date(), unapproved
    if tenant not in planned or planned[tenant][0] != planned_for:
        planned[tenant] = planned_for, plan(desk.registry, *planned_for, consent=desk.settings.ask_consent)
    services: Services = planned[tenant][1]
    return services
