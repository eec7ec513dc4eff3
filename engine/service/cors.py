"""Lets browsers call the routes of CDS Hooks, and those alone, from the origins that the site allows."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from engine.service.problems import problem

_HOOKS = "/cds-services"


class _Preflights(CORSMiddleware):
    """Refuses as every route refuses: with an OperationOutcome."""

    def preflight_response(self, request_headers: Headers) -> Response:
        """Answer a preflight."""
        answer = super().preflight_response(request_headers)
        if answer.status_code < HTTPStatus.BAD_REQUEST:
            return answer
        said = "this origin, method or header is not one from which a browser may call; see CHARTSIDE_CORS_ORIGINS"
        refused = problem(answer.status_code, "not-supported", said)
        shared = {n: v for n, v in answer.headers.items() if n not in ("content-length", "content-type")}
        refused.headers.update(shared)
        return refused


class CorsOnHooks:
    """Answers preflights, which carry no token, and marks every answer, a refusal too, as one that a browser may read."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        self._app = app
        self._shared = _Preflights(
            app,
            allow_origins=origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type"],
            expose_headers=["ETag", "Retry-After"],
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, through CORS where it is for the routes of CDS Hooks."""
        path = scope.get("path", "")
        ours = scope["type"] == "http" and (path == _HOOKS or path.startswith(f"{_HOOKS}/"))
        await (self._shared if ours else self._app)(scope, receive, send)
