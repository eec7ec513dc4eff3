"""Who calls: a registered client by its token, or anyone where the site asks nobody."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Request

from engine.call import ANYONE
from engine.clients import Client
from engine.service.desk import desk_of


async def caller_of(request: Request) -> Client:
    """Return who calls."""
    settings = desk_of(request).settings
    return replace(
        ANYONE,
        tenant=settings.tenant,
        fhir_servers=settings.fhir_servers,
        networks=settings.fhir_networks,
        permitted_labels=settings.permitted_labels,
    )


Caller = Annotated[Client, Depends(caller_of)]
