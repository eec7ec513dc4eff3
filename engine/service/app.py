"""Puts the service together: settings in, an ASGI application out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from engine.desk import open_desk
from engine.service import discovery, feedback, health, hook, openapi, problems
from engine.service.cors import CorsOnHooks
from engine.service.rates import Rates
from engine.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """Return the application; its plugins, record and workers open when it starts and close when it stops."""

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        async with open_desk(settings) as desk:
            app.state.desk = desk
            yield

    app = FastAPI(
        title="Chartside",
        version="0.1.0",
        lifespan=running,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # a redirect would send whoever calls to the address in its own Host header
    )
    app.state.planned = {}
    app.state.rates = Rates(settings.calls_per_minute)
    for routes in (discovery, hook, feedback, health):
        app.include_router(routes.router)
    problems.install(app)
    openapi.describe(app, settings)
    app.add_middleware(CorsOnHooks, origins=settings.cors_origins)
    if settings.mode == "embedded":
        from engine.demo import mount  # noqa: PLC0415 - a deployed service has no demo, and does not load it

        mount(app)
    return app
