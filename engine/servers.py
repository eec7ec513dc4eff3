"""The FHIR servers that callers may send us to: whether an address is one of them, and one way to each that calls share."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from engine.clients import Client
from fhir_adapter.client import AddressError, GivenToken, Limits, PinnedTransport, ServerAddress, Session


class ServerRefused(Exception):  # noqa: N818 - a verdict on the call, said as missing data
    """A server is not asked; the text says why and never holds it."""


class Servers:
    """Opens sessions on allowed servers; connections outlive a call and are closed with the desk."""

    def __init__(self) -> None:
        self._ways: dict[ServerAddress, PinnedTransport] = {}

    def allowed(self, client: Client, address: str) -> ServerAddress:
        """Return the server that a caller names, as the site registered it; raises ServerRefused for any other."""
        try:
            asked = ServerAddress.of(address)
        except AddressError:
            raise ServerRefused("fhirServer is no address of a FHIR server") from None
        for one in _registered(client.fhir_servers, client.networks):
            if (one.scheme, one.host, one.port, one.path) == (asked.scheme, asked.host, asked.port, asked.path):
                return one
        raise ServerRefused(f"fhirServer is none that the client {client.id!r} is registered for")

    def session(self, address: ServerAddress, token: str | None, seconds: float) -> Session:
        """Return a session of so many seconds, that shows the token to this server and to nobody else."""
        way = self._ways.get(address)
        if way is None:
            way = self._ways[address] = PinnedTransport(address)
        return Session(address, GivenToken(token) if token else None, Limits(seconds=seconds), transport=way)

    async def close(self) -> None:
        """Close every connection."""
        for way in self._ways.values():
            await way.aclose()
        self._ways.clear()


@lru_cache(maxsize=256)
def _registered(bases: Iterable[str], networks: Iterable[str]) -> tuple[ServerAddress, ...]:
    return tuple(ServerAddress.of(base, networks) for base in bases)
