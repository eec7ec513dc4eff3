"""Errors on the wire: always a 4xx or 5xx with an OperationOutcome, never an empty 200, never what the body held."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from engine.audit import UnrecordableError
from engine.clients.spent import SpentUnknown
from engine.consult import LacksData
from engine.service.caller import Unauthorized
from engine.service.rates import Throttled
from engine.service.wire import Malformed
from engine.store import RecordUnavailable
from fhir_adapter import ChartError, operation_outcome
from fhir_adapter.problem import IssueCode

log = structlog.get_logger("chartside.service")
FHIR_JSON = "application/fhir+json"
_CODES: Mapping[int, IssueCode] = {404: "not-found", 413: "too-long"}


def problem(status: int, code: IssueCode, said: str) -> Response:
    """Return an error answer."""
    return Response(orjson.dumps(operation_outcome(code, said)), status, media_type=FHIR_JSON)


def install(app: FastAPI) -> None:
    """Give every error of the application its OperationOutcome."""

    @app.exception_handler(Malformed)
    async def malformed(_: Request, error: Malformed) -> Response:
        return problem(error.status, "structure", str(error))

    @app.exception_handler(ChartError)
    async def about_nobody(_: Request, error: ChartError) -> Response:
        return problem(422, "required", str(error))

    @app.exception_handler(LacksData)
    async def lacks_data(_: Request, error: LacksData) -> Response:
        keys = ", ".join(error.keys)
        said = (
            f"nothing of this service can run without prefetch: {keys}. Send these keys, or null where there is nothing"
        )
        besides = f". They were not read from the FHIR server: {error.why}" if error.why else ""
        return problem(412, "required", f"{said}{besides} (recorded as decision {error.decision})")

    @app.exception_handler(RecordUnavailable)
    @app.exception_handler(UnrecordableError)
    async def no_record(_: Request, error: RecordUnavailable | UnrecordableError) -> Response:
        log.error("no record, so no card", error=str(error))
        return problem(503, "transient", "the decision could not be recorded, so no advice is given; call again later")

    @app.exception_handler(Unauthorized)
    async def unauthorized(_: Request, __: Unauthorized) -> Response:
        return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})

    @app.exception_handler(Throttled)
    async def throttled(_: Request, error: Throttled) -> Response:
        answer = problem(429, "throttled", f"more calls than this site takes from one caller; {error}")
        answer.headers["Retry-After"] = str(error.wait)
        return answer

    @app.exception_handler(SpentUnknown)
    async def nobody_knows(_: Request, __: SpentUnknown) -> Response:
        log.error("no answer from Redis, so no token is accepted")
        return problem(503, "transient", "tokens cannot be checked just now; call again later")

    @app.exception_handler(RequestValidationError)
    async def unreadable(_: Request, error: RequestValidationError) -> Response:
        fields = sorted({".".join(str(part) for part in e["loc"]) for e in error.errors()})
        return problem(422, "structure", f"cannot read {', '.join(fields)}")

    @app.exception_handler(HTTPException)
    async def refused(_: Request, error: HTTPException) -> Response:
        answer = problem(error.status_code, _CODES.get(error.status_code, "not-supported"), str(error.detail))
        answer.headers.update(error.headers or {})
        return answer

    app.add_middleware(Contained)


class Contained:
    """Answers for a defect in place of the server, which would log the error's own text: that can hold anything of the body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on; a defect becomes a 500, with its class and place in the log and nothing of it outside."""
        try:
            await self._app(scope, receive, send)
        except Exception as error:
            if scope["type"] != "http":
                raise
            log.error("defect", error=type(error).__name__, at=_place(error))  # noqa: TRY400 - no traceback: it shows values
            said = f"a defect of the service ({type(error).__name__}); the call was not answered"
            await problem(500, "exception", said)(scope, receive, send)


def _place(error: BaseException) -> list[str]:
    places: list[str] = []
    trace = error.__traceback__
    while trace is not None:
        places.append(f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places[-4:]
