"""The service described in OpenAPI, for who calls it: every status that can come, with what it carries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from engine.settings import Settings

CDS_HOOKS = "CDS Hooks"
"""The tag of what a caller must prove itself for."""
HEALTH = "health"
FHIR_JSON = "application/fhir+json"
_BEARER = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "Signed with ES384 or RS384; `aud` is the address that is called, and each token counts once.",
}
_NO_BODY = {
    304: "The caller holds this very list.",
    401: "The caller did not prove who it is; nothing more is said, and the reason is in the service's log.",
}
_PROBLEMS: Mapping[int, str] = {
    400: "Not JSON, or not readable as text; the position is named.",
    404: "No such service.",
    412: "Nothing of this service can run for want of data; the prefetch keys are named.",
    413: "The body is too large.",
    415: "The body is encoded.",
    422: "JSON that is no such request; the field is named.",
    429: "Too many calls; `Retry-After` says when to call again.",
    500: "A defect of the service.",
    503: "What must be written down or looked up cannot be, so nothing is said; call again later.",
}
_RETRY = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 0}}}
_WWW = {"WWW-Authenticate": {"description": "`Bearer`.", "required": True, "schema": {"type": "string"}}}


def answers(schema: str, said: str, *others: int, status: int = 200) -> dict[int | str, dict[str, Any]]:
    """Return what a route answers: under a schema of ours, and the statuses that it shares with others."""
    ok = {"description": said, "content": {"application/json": {"schema": _reference(schema)}}}
    return {status: ok, **{other: _other(other) for other in others}}


def takes(schema: str) -> dict[str, Any]:
    """Return what a route takes as its body, which it reads itself."""
    body = {"required": True, "content": {"application/json": {"schema": _reference(schema)}}}
    return {"requestBody": body}


def heeds(header: str, said: str) -> dict[str, Any]:
    """Return a header that a route reads itself, and that may be left out."""
    return {"parameters": [{"name": header, "in": "header", "description": said, "schema": {"type": "string"}}]}


def describe(app: FastAPI, settings: Settings) -> None:
    """Let the application tell this of itself at ``/openapi.json``."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app, settings)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # how FastAPI says that a document is made otherwise


def _document(app: FastAPI, settings: Settings) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        description="A CDS Hooks 2.0.1 service. An error is a 4xx or 5xx with a FHIR OperationOutcome, and never an empty answer.",
        routes=app.routes,
        servers=[{"url": settings.public_url}] if settings.public_url else None,
    )
    document["components"] = {"schemas": json.loads(resources.files(__package__).joinpath("schemas.json").read_bytes())}
    if settings.asks_who_calls:
        document["components"]["securitySchemes"] = {"caller": _BEARER}
        for operation in _operations(document):
            if CDS_HOOKS in operation["tags"]:
                operation["security"] = [{"caller": []}]
                operation["responses"]["401"] = _other(401)
    return document


def _operations(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [operation for path in document["paths"].values() for operation in path.values()]


def _reference(schema: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{schema}"}


def _other(status: int) -> dict[str, Any]:
    if status in _NO_BODY:
        return {"description": _NO_BODY[status], **({"headers": _WWW} if status == 401 else {})}  # noqa: PLR2004 - a status
    problem: dict[str, Any] = {"description": _PROBLEMS[status]}
    problem["content"] = {FHIR_JSON: {"schema": _reference("OperationOutcome")}}
    return problem | ({"headers": _RETRY} if status == 429 else {})  # noqa: PLR2004 - a status
