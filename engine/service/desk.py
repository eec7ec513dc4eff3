"""What a request finds the service with: its desk, and the services planned for a tenant today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from fastapi import Request

from engine.desk import Desk
from engine.plan import Services, plan_of
from engine.service.document import Document
from engine.store import RecordUnavailable


@dataclass(frozen=True, slots=True)
class Planned:
    """The services of a tenant, what they were planned for, and the documents that were made of them since."""

    day: date
    unapproved: frozenset[str]
    services: Services
    documents: dict[bool, Document] = field(default_factory=dict, compare=False)
    """Discovery's answers, by whether a client computes dates."""


def desk_of(request: Request) -> Desk:
    """Return the desk that was opened when the service started."""
    desk: Desk = request.app.state.desk
    return desk


def services_of(request: Request, tenant: str) -> Services:
    """Return the services as planned for today and for what is approved: the literal dates in their searches move with the month."""
    return planned_of(request, tenant).services


def planned_of(request: Request, tenant: str) -> Planned:
    """Return what is planned for a tenant today; planned anew when the day or an approval changed."""
    desk = desk_of(request)
    planned: dict[str, Planned] = request.app.state.planned
    before = planned.get(tenant)
    unapproved = _unapproved(desk, tenant, before)
    day = desk.now().date()
    if before is not None and (before.day, before.unapproved) == (day, unapproved):
        return before
    made = Planned(day, unapproved, plan_of(desk.registry, desk.settings, day, unapproved))
    planned[tenant] = made
    return made


def _unapproved(desk: Desk, tenant: str, before: Planned | None) -> frozenset[str]:
    try:
        waiting: Mapping[str, str] = desk.waiting(tenant)
    except RecordUnavailable:
        # What can be called is told all the same; a call itself is refused without a record.
        return before.unapproved if before is not None else frozenset()
    return frozenset(waiting)
