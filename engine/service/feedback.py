"""``POST /cds-services/{id}/feedback``: what clinicians did with cards, kept with the decision that each card came from."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from engine.audit import Feedback
from engine.consult import RECEIPT
from engine.service.body import body_of, json_answer
from engine.service.caller import Caller
from engine.service.desk import desk_of, services_of
from engine.service.openapi import CDS_HOOKS, answers, takes
from engine.service.wire import FeedbackItem, Malformed, read_feedback

router = APIRouter()


@router.post(
    "/cds-services/{service_id}/feedback",
    tags=[CDS_HOOKS],
    responses=answers("FeedbackAnswer", "It is written down.", 400, 404, 413, 415, 422, 429, 500, 503),
    openapi_extra=takes("Feedback"),
)
async def feedback(service_id: str, request: Request, caller: Caller) -> Response:
    """Record what clinicians did with cards; repeats and batches are welcome."""
    if not any(id == service_id for id, _ in services_of(request, caller.tenant)):
        raise HTTPException(404, f"no service {service_id!r}; GET /cds-services lists them")
    desk = desk_of(request)
    items = [_feedback(item) for item in read_feedback(await body_of(request, desk.settings.max_body_bytes))]
    receipt = await asyncio.to_thread(desk.ledger.feedback, caller.tenant, items, service=service_id, client=caller.id)
    return json_answer({"extension": {RECEIPT: receipt.as_json()}})


_RFC_3339 = re.compile(r"(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:)(\d{2})(\.\d+)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
_LEAP = "60"


def _moment(text: str) -> datetime:
    """Read an RFC 3339 timestamp, a leap second and small letters too; raises Malformed."""
    said = _RFC_3339.fullmatch(text)
    if said is None:
        lacks = "needs an offset" if _RFC_3339.fullmatch(f"{text}Z") else "expected RFC 3339"
        raise Malformed(422, f"feedback.outcomeTimestamp: {lacks}, as in 2026-11-20T09:00:00Z")
    day, minute, second, fraction, zone = said.groups()
    leaps = second == _LEAP
    try:
        at = datetime.fromisoformat(f"{day}T{minute}{'59' if leaps else second}{fraction or ''}{zone.upper()}")
        return at.astimezone(UTC) + timedelta(seconds=leaps)
    except OverflowError:
        raise Malformed(422, "feedback.outcomeTimestamp: a moment between the years 1 and 9999 in UTC") from None
    except ValueError:
        raise Malformed(422, "feedback.outcomeTimestamp: expected RFC 3339, as in 2026-11-20T09:00:00Z") from None


def _feedback(item: FeedbackItem) -> Feedback:
    at = _moment(item.outcomeTimestamp)
    said: dict[str, Any] = {}
    if item.acceptedSuggestions:
        said["acceptedSuggestions"] = item.acceptedSuggestions
    if item.overrideReason:
        reason = {"reason": item.overrideReason.reason, "userComment": item.overrideReason.userComment}
        said["overrideReason"] = {k: v for k, v in reason.items() if v}
    return Feedback(item.card, item.outcome, at, said)
