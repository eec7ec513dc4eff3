"""Takes a request's body in, and puts an answer's JSON out."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response
from starlette.exceptions import HTTPException

from engine.json_text import json_bytes


async def body_of(request: Request, limit: int) -> bytes:
    """Return the body; raises HTTPException (413, 415) for one that is too large or encoded."""
    if request.headers.get("content-encoding", "identity") != "identity":
        raise HTTPException(415, "the body must not be encoded (Content-Encoding); send plain JSON")
    too_large = HTTPException(
        413, f"the body is larger than {limit} bytes; narrow the prefetch, or raise CHARTSIDE_MAX_BODY_BYTES"
    )
    stated = request.headers.get("content-length", "")
    if stated.isdigit() and int(stated) > limit:
        raise too_large  # before any of it is read
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise too_large
        parts.append(part)
    return b"".join(parts)


def json_answer(body: Any, status: int = 200) -> Response:
    """Return a JSON answer."""
    return Response(json_bytes(body), status, media_type="application/json")
