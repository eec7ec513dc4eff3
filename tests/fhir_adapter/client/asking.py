"""Ask a scripted server one thing, as a call does."""

import asyncio

from fhir_adapter.client import GivenToken, Limits, ServerAddress, Session

TOKEN = "a.very-secret_token"


def search(server, query="Condition?patient=p1", *, limits=None, tokens=None, **more):
    """Search once and return the answer."""
    return asked(server, lambda s: s.search(query), limits=limits, tokens=tokens, **more)


def read(server, kind="Patient", id="p1", **more):
    """Read once and return the answer."""
    return asked(server, lambda s: s.read(kind, id), **more)


def asked(server, what, *, limits=None, tokens=None, address=None, transport=None, **more):
    """Do something in a session and return what comes of it."""

    async def run():
        where = address or ServerAddress.of(server.base)
        bounds = limits or Limits(seconds=10)
        try:
            async with Session(where, tokens or GivenToken(TOKEN), bounds, transport=transport, **more) as session:
                return await what(session)
        finally:
            if transport is not None:
                await transport.aclose()

    return asyncio.run(run())


async def at_once(_seconds):
    """Do not wait."""
