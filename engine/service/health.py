"""``GET /healthz`` and ``GET /readyz``: what a deployment watches."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Request, Response

from engine.desk import Desk
from engine.service.body import json_answer
from engine.service.desk import desk_of
from engine.service.openapi import HEALTH, answers
from engine.store import RecordUnavailable

router = APIRouter()
_READINESS = answers("Readiness", "It can answer.", 500) | answers("Readiness", "It cannot answer.", status=503)


@router.get("/healthz", tags=[HEALTH], responses=answers("Alive", "The process answers.", 500))
async def alive() -> Response:
    """Say that the process answers."""
    return json_answer({"status": "alive"})


@router.get("/readyz", tags=[HEALTH], responses=_READINESS)
async def ready(request: Request) -> Response:
    """Say whether the record can be written and every required analysis is loaded; 503 with the reasons when not."""
    desk = desk_of(request)
    lacking = sorted(desk.settings.required_analyses - desk.registry.analyses.keys())
    reasons = [f"required analysis {a} is not loaded" for a in lacking]
    reasons += await asyncio.to_thread(_waiting, desk)
    trouble = await asyncio.to_thread(desk.database.trouble)
    if trouble:
        reasons.append(f"no decision can be recorded: {trouble}")
    body: dict[str, Any] = {"status": "not ready", "reasons": reasons} if reasons else {"status": "ready"}
    if (
        circuits := desk.lanes.breaker.open()
    ):  # for who watches: an answer names them too, and the service is ready all the same
        body["circuits"] = circuits
    return json_answer(body, 503 if reasons else 200)


def _waiting(desk: Desk) -> list[str]:
    try:
        waiting = desk.waiting(desk.settings.tenant)
    except RecordUnavailable:
        return []  # the database's own trouble is told besides
    required = sorted(desk.settings.required_analyses & waiting.keys())
    return [f"required analysis {a} {waiting[a]}" for a in required]
