"""The three routes of CDS Hooks, and the two that a deployment watches."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from engine.audit import Feedback
from engine.consult import RECEIPT, Desk, consult
from engine.json_text import json_bytes
from engine.plan import Service, Services, plan
from engine.service.wire import FeedbackItem, Malformed, read_call, read_feedback
from engine.store import RecordUnavailable

CDS_HOOKS_VERSION = "2.0.1"
router = APIRouter()


@router.get("/cds-services")
async def discovery(request: Request) -> Response:
    """List what can be called, with the searches whose results may be sent along."""
    return _json({"services": [_described(s) for s in _services(request).values()]})


@router.post("/cds-services/{service_id}")
async def call(service_id: str, request: Request) -> Response:
    """Answer a hook call with cards, every outcome and a receipt."""
    services = _services(request)
    if not any(id == service_id for id, _ in services):
        raise HTTPException(404, f"no service {service_id!r}; GET /cds-services lists them")
    desk = _desk(request)
    asked = read_call(service_id, await _body(request, desk.settings.max_body_bytes), desk.settings.tenant)
    service = services.get((service_id, asked.hook))
    if service is None:
        offered = ", ".join(sorted(hook for id, hook in services if id == service_id))
        raise Malformed(422, f"hook: service {service_id!r} answers {offered} and no other hook")
    with desk.lanes.pulse.call():
        return _json(await consult(desk, service, asked))


@router.post("/cds-services/{service_id}/feedback")
async def feedback(service_id: str, request: Request) -> Response:
    """Record what clinicians did with cards; repeats and batches are welcome."""
    if not any(id == service_id for id, _ in _services(request)):
        raise HTTPException(404, f"no service {service_id!r}; GET /cds-services lists them")
    desk = _desk(request)
    items = [_feedback(item) for item in read_feedback(await _body(request, desk.settings.max_body_bytes))]
    receipt = await asyncio.to_thread(
        desk.ledger.feedback, desk.settings.tenant, items, service=service_id, client="embedded"
    )
    return _json({"extension": {RECEIPT: receipt.as_json()}})


@router.get("/healthz")
async def alive() -> Response:
    """Say that the process answers."""
    return _json({"status": "alive"})


@router.get("/readyz")
async def ready(request: Request) -> Response:
    """Say whether the record can be written and every required analysis is loaded; 503 with the reasons when not."""
    desk = _desk(request)
    lacking = sorted(desk.settings.required_analyses - desk.registry.analyses.keys())
    reasons = [f"required analysis {a} is not loaded" for a in lacking]
    reasons += await asyncio.to_thread(_unapproved, desk)
    trouble = await asyncio.to_thread(desk.database.trouble)
    if trouble:
        reasons.append(f"no decision can be recorded: {trouble}")
    body: dict[str, Any] = {"status": "not ready", "reasons": reasons} if reasons else {"status": "ready"}
    if (
        circuits := desk.lanes.breaker.open()
    ):  # for who watches: an answer names them too, and the service is ready all the same
        body["circuits"] = circuits
    return _json(body, 503 if reasons else 200)


def _unapproved(desk: Desk) -> list[str]:
    try:
        unapproved = desk.approvals.unapproved(desk.settings.tenant)
    except RecordUnavailable:
        return []  # the database's own trouble is told besides
    required = sorted(desk.settings.required_analyses & unapproved.keys())
    return [f"required analysis {a} waits for approval: {unapproved[a]}" for a in required]


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def _services(request: Request) -> Services:
    """Return the services as planned for today and for what is approved: the literal dates in their searches move with the month."""
    state, desk = request.app.state, _desk(request)
    known: frozenset[str] = getattr(state, "planned_for", (None, frozenset()))[1]
    try:
        unapproved = frozenset(desk.approvals.unapproved(desk.settings.tenant))
    except RecordUnavailable:
        unapproved = known  # what can be called is told all the same; a call itself is refused without a record
    planned_for = desk.now().date(), unapproved
    if getattr(state, "planned_for", None) != planned_for:
        state.services, state.planned_for = (
            plan(desk.registry, *planned_for, consent=desk.settings.ask_consent),
            planned_for,
        )
    services: Services = state.services
    return services


def _described(service: Service) -> dict[str, Any]:
    return {
        "hook": service.hook,
        "id": service.id,
        "title": service.title,
        "description": service.description,
        "prefetch": dict(service.templates),
        "extension": {
            "org.chartside.analyses": {"ids": [a.id for a in service.analyses], "version": CDS_HOOKS_VERSION}
        },
    }


async def _body(request: Request, limit: int) -> bytes:
    if request.headers.get("content-encoding", "identity") != "identity":
        raise HTTPException(415, "the body must not be encoded (Content-Encoding); send plain JSON")
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise HTTPException(
                413, f"the body is larger than {limit} bytes; narrow the prefetch, or raise CHARTSIDE_MAX_BODY_BYTES"
            )
        parts.append(part)
    return b"".join(parts)


def _feedback(item: FeedbackItem) -> Feedback:
    try:
        at = datetime.fromisoformat(item.outcomeTimestamp)
    except ValueError:
        raise Malformed(422, "feedback.outcomeTimestamp: expected RFC 3339, as in 2026-11-20T09:00:00Z") from None
    if at.tzinfo is None:
        raise Malformed(422, "feedback.outcomeTimestamp: needs an offset, as in 2026-11-20T09:00:00Z")
    said: dict[str, Any] = {}
    if item.acceptedSuggestions:
        said["acceptedSuggestions"] = item.acceptedSuggestions
    if item.overrideReason:
        reason = {"reason": item.overrideReason.reason, "userComment": item.overrideReason.userComment}
        said["overrideReason"] = {k: v for k, v in reason.items() if v}
    return Feedback(item.card, item.outcome, at, said)


def _json(body: Any, status: int = 200) -> Response:
    return Response(json_bytes(body), status, media_type="application/json")
