"""``GET /cds-services``: what can be called, with the searches whose results may be sent along."""

from __future__ import annotations

import re

from fastapi import APIRouter, Request, Response

from engine.clients import Client
from engine.service.caller import Caller
from engine.service.desk import desk_of, planned_of
from engine.service.document import Document, document
from engine.service.openapi import CDS_HOOKS, answers, heeds

_TAG = re.compile(r'(?:W/)?("[^"]*")')
router = APIRouter()


@router.get(
    "/cds-services",
    tags=[CDS_HOOKS],
    responses=answers("Discovery", "What can be called.", 304, 429, 500, 503),
    openapi_extra=heeds("If-None-Match", "The ETag of the list that the caller holds."),
)
async def discovery(request: Request, caller: Caller) -> Response:
    """List what can be called, with the searches whose results may be sent along; 304 where the client holds that very list."""
    answer = document_for(request, caller)
    headers = {"ETag": answer.tag, "Cache-Control": "private, no-cache", "Vary": "Authorization"}
    held = request.headers.get("if-none-match", "")
    if held.strip() == "*" or answer.tag in _TAG.findall(held):
        return Response(status_code=304, headers=headers)
    return Response(answer.body, headers=headers, media_type="application/json")


def document_for(request: Request, client: Client) -> Document:
    """Return the document for a client; it is made once for all of a tenant who understand the same."""
    planned = planned_of(request, client.tenant)
    computes = "prefetch-expressions" in client.capabilities
    if computes not in planned.documents:
        limit = desk_of(request).settings.max_cards
        planned.documents[computes] = document(planned.services.values(), client, limit)
    return planned.documents[computes]
