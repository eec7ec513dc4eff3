"""``POST /cds-services/{id}``: a hook call, answered with cards, every outcome and a receipt."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from engine.consult import consult
from engine.service.body import body_of, json_answer
from engine.service.caller import Caller
from engine.service.desk import desk_of, services_of
from engine.service.openapi import CDS_HOOKS, answers, takes
from engine.service.wire import Malformed, read_call

router = APIRouter()


@router.post(
    "/cds-services/{service_id}",
    tags=[CDS_HOOKS],
    responses=answers("HookAnswer", "The answer.", 400, 404, 412, 413, 415, 422, 429, 500, 503),
    openapi_extra=takes("HookCall"),
)
async def call(service_id: str, request: Request, caller: Caller) -> Response:
    """Answer a hook call with cards, every outcome and a receipt."""
    services = services_of(request, caller.tenant)
    if not any(id == service_id for id, _ in services):
        raise HTTPException(404, f"no service {service_id!r}; GET /cds-services lists them")
    desk = desk_of(request)
    asked = read_call(service_id, await body_of(request, desk.settings.max_body_bytes), caller)
    service = services.get((service_id, asked.hook))
    if service is None:
        offered = ", ".join(sorted(hook for id, hook in services if id == service_id))
        raise Malformed(422, f"hook: service {service_id!r} answers {offered} and no other hook")
    with desk.lanes.pulse.call():
        return json_answer(await consult(desk, service, asked))
