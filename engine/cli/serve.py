"""``chartside serve``, ``demo`` and ``migrate``: start the service, and make what it needs."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import os
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from socket import socket
from tomllib import TOMLDecodeError
from typing import Any

import typer
import uvicorn
from pydantic import ValidationError
from pydantic_settings import SettingsError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engine.asking import AskError, read_time
from engine.audit import AuditError, Keyring, Ledger
from engine.clients.registration import RegistrationRefused
from engine.composition import CompositionError
from engine.installed import FILES
from engine.logs import write_json_lines
from engine.models.deeds import ChangeRefused
from engine.models.installed import UnknownModel
from engine.settings import Settings
from engine.store import AddressError, Database, RecordUnavailable


class OperatorError(Exception):
    """Something that the operator can mend; the text says how."""


OPERATOR_ERRORS = (
    OperatorError,
    AskError,
    AddressError,
    AuditError,
    ChangeRefused,
    CompositionError,
    RecordUnavailable,
    RegistrationRefused,
    UnknownModel,
    OSError,
)
_OTHERS = {
    "BROKER_KEY",
    "TASK",
    "TIME_LIMIT",
    "MEMORY_LIMIT",
    "PORT",
    "DATABASE_PASSWORD",
    "REDIS_PASSWORD",
    "PLUGIN_FILES",
}
"""What else may be in the environment under our prefix: for workers, and for docker-compose.yml."""


def settings_of(*, data: Path | None = None, now: str | None = None) -> Settings:
    """Return the settings, arguments first; raises OperatorError naming each setting that is wrong, or that there is none of."""
    given: dict[str, Any] = {"data": data, "now": read_time(now) if now is not None else None}
    known = {f"CHARTSIDE_{name.upper()}" for name in Settings.model_fields.keys() | _OTHERS}
    unknown = sorted(name for name in os.environ if name.startswith("CHARTSIDE_") and name not in known)
    if unknown:
        raise OperatorError(f"settings: no {', '.join(unknown)}; there are {', '.join(sorted(Settings.model_fields))}")
    try:
        settings = Settings(**{k: v for k, v in given.items() if v is not None})
    except ValidationError as error:
        wrong = (": ".join([*map(str, e["loc"]), e["msg"].removeprefix("Value error, ")]) for e in error.errors())
        raise OperatorError(f"settings: {'; '.join(wrong)}") from None
    except SettingsError as error:
        raise OperatorError(f"settings: {error}; lists are written as JSON") from None
    except TOMLDecodeError as error:
        raise OperatorError(f"chartside.toml: {error}") from None
    if settings.knowledge is not None:
        os.environ.setdefault(
            "CHARTSIDE_KNOWLEDGE", str(settings.knowledge)
        )  # plugins know no settings, and workers inherit it
    return settings


def serve(host: str, port: int, data: Path | None, now: str | None) -> None:
    """Answer until stopped."""
    settings = settings_of(data=data, now=now)
    _run(_serving(_server(settings, host, port)))


def demo(port: int, data: Path | None, now: str | None) -> None:
    """Serve the example patients at the examples' own time, and ask one question to begin with."""
    from engine.demo import EXAMPLE_CLOCK, first_question  # noqa: PLC0415 - only the demo needs it

    settings = settings_of(data=data or Path(".chartside/demo"), now=now or EXAMPLE_CLOCK)
    server = _server(settings, "127.0.0.1", port)
    _run(_serving(server, lambda: first_question(f"http://127.0.0.1:{port}", settings.data)))


def migrate(data: Path | None) -> None:
    """Bring the tables to this version, and make keys where there are none."""
    settings = settings_of(data=data)
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = Database(settings.database)
    try:
        database.migrate()
    finally:
        database.close()
    Keyring.create(settings.data / "keys")
    typer.echo("the database and the keys are ready")


@contextmanager
def open_ledger(settings: Settings) -> Iterator[tuple[Database, Ledger]]:
    """Open the record for a command, without a service."""
    keys = settings.data / "keys"
    if not keys.is_dir():
        raise OperatorError(f"{settings.data} holds no record; name its folder with --data, or run `chartside migrate`")
    database = Database(settings.database)
    ledger = Ledger(database, Keyring(keys))
    try:
        yield database, ledger
    finally:
        ledger.close()
        database.close()


class _Application:
    """The application, and why it did not start: uvicorn would write a stack trace, where one sentence helps."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.failure: Exception | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, but of a failed start only that it failed."""
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return

        async def say(message: Message) -> None:
            await send({"type": message["type"]})

        try:
            await self._app(scope, receive, say)
        except Exception as error:
            self.failure = error
            raise


class _Server(uvicorn.Server):
    """A server whose failed start is an exception like any other."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        self._application = _Application(app)
        super().__init__(
            uvicorn.Config(
                self._application, host=host, port=port, access_log=False, log_config=None, server_header=False
            )
        )

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Start; raises what kept the application from starting, or OperatorError where nothing can listen there."""
        try:
            await super().startup(sockets)
        except SystemExit:
            where = f"{self.config.host}:{self.config.port}"
            raise self._application.failure or OperatorError(f"cannot listen on {where}; the log says why") from None


def _server(settings: Settings, host: str, port: int) -> uvicorn.Server:
    if settings.mode == "deployed" and os.environ.get(FILES):
        raise OperatorError(
            "--plugin is for trying: workers elsewhere do not have that file; package it and install it on both"
        )
    if settings.mode == "embedded" and not _is_loopback(host):
        raise OperatorError(
            f"an embedded service trusts every caller, so it listens on loopback only, not on {host}; set CHARTSIDE_MODE=deployed"
        )
    from engine.service import create_app  # noqa: PLC0415 - other commands start faster without it

    return _Server(create_app(settings), host, port)


def _run(serving: Coroutine[Any, Any, None]) -> None:
    """Run until stopped, on the loop that uvicorn would choose: uvloop where there is one."""
    loop = uvicorn.Config("", loop="auto", log_config=None).get_loop_factory()
    with asyncio.Runner(loop_factory=loop) as runner, suppress(KeyboardInterrupt):
        runner.run(serving)


async def _serving(server: uvicorn.Server, first: Any = None) -> None:
    serving = asyncio.create_task(server.serve())
    while not server.started and not serving.done():  # noqa: ASYNC110 - uvicorn offers no event to wait for
        await asyncio.sleep(0.05)
    if server.started:
        typer.echo(
            f"chartside answers on http://{server.config.host}:{server.config.port}/cds-services (stop with Ctrl-C)",
            err=True,
        )
        if first is not None:
            await first()
    await serving


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def configure_logs() -> None:
    """Write one JSON line an event to standard error, where it is in no answer's way; uvicorn's own lines keep their form."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    write_json_lines()
