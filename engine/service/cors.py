"""Lets browsers call the routes of CDS Hooks, and those alone, from the origins that the site allows."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

_HOOKS = "/cds-services"


class CorsOnHooks:
    """Answers preflights, which carry no token, and marks every answer, a refusal too, as one that a browser may read."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        self._app = app
        self._shared = CORSMiddleware(
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
