"""``GET /cds-services``: what can be called, with the searches whose results may be sent along."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from engine.plan import Service
from engine.service.body import json_answer
from engine.service.caller import Caller
from engine.service.desk import services_of

CDS_HOOKS_VERSION = "2.0.1"
router = APIRouter()


@router.get("/cds-services")
async def discovery(request: Request, caller: Caller) -> Response:
    """List what can be called, with the searches whose results may be sent along."""
    return json_answer({"services": [described(s) for s in services_of(request, caller.tenant).values()]})


def described(service: Service) -> dict[str, Any]:
    """Return one service as discovery lists it."""
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
