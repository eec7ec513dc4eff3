"""Who calls: a registered client by its token, or anyone where the site asks nobody."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Annotated

import structlog
from fastapi import Depends, Request

from engine.call import ANYONE
from engine.clients import Client
from engine.clients.token import TokenRefused
from engine.service.desk import desk_of
from engine.service.rates import Rates

log = structlog.get_logger("chartside.service")


class Unauthorized(Exception):  # noqa: N818 - a verdict on the call, said as a bare 401
    """A call that does not prove who makes it; why is in the log, and in no answer."""


async def caller_of(request: Request) -> Client:
    """Return who calls, before anything of the body was read.

    Raises Unauthorized, and Throttled for one call too many.
    """
    desk = desk_of(request)
    settings, rates = desk.settings, _rates(request)
    where = request.client.host if request.client else "unknown"
    if not settings.asks_who_calls:
        rates.count(f"address {where}")
        return replace(
            ANYONE,
            tenant=settings.tenant,
            fhir_servers=settings.fhir_servers,
            networks=settings.fhir_networks,
            permitted_labels=settings.permitted_labels,
        )
    # The address that callers use, out of the settings: what the Host header says is the caller's word.
    audience = settings.public_url + request.scope.get("raw_path", b"").decode("ascii", "replace").partition("?")[0]
    try:
        client = await desk.trust.client_of(_bearer(request), audience, time.time())
    except TokenRefused as refused:
        said = refused.claims
        log.warning("call refused", check=refused.check, iss=said.issuer, tenant=said.tenant, jti=said.jti)
        rates.count(f"refused {where}")
        raise Unauthorized from None
    rates.count(f"client {client.tenant} {client.id}")
    return client


def _bearer(request: Request) -> str:
    stated = request.headers.getlist("authorization")
    if len(stated) != 1:
        raise TokenRefused("no token" if not stated else "two tokens")
    scheme, _, token = stated[0].partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise TokenRefused("scheme")
    return token.strip()


def _rates(request: Request) -> Rates:
    rates: Rates = request.app.state.rates
    return rates


Caller = Annotated[Client, Depends(caller_of)]
