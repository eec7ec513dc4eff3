"""Connect to the allowed server and to nothing else: its name is resolved, and the address that was checked is the one used."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable
from functools import cache

import httpx

from fhir_adapter.client.address import ServerAddress

PINNED_FOR = 60.0
"""Seconds until a name is resolved, and what it stands for is checked, anew: a server may move."""
Resolve = Callable[[str, int], Awaitable[list[str]]]

# At level DEBUG it would write the headers of every answer, and some of them name a patient.
logging.getLogger("httpcore.http11").setLevel(logging.INFO)


class AddressRefused(Exception):  # noqa: N818 - a verdict on where a name leads, said as a Missing
    """The server's name stands for no address that may be spoken to."""


async def resolve(host: str, port: int) -> list[str]:
    """Return the addresses that a name stands for."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


@cache
def _trusted() -> ssl.SSLContext:
    """Read the certificates that are trusted, once: that takes longer than a search."""
    return httpx.create_ssl_context(trust_env=False)


class PinnedTransport(httpx.AsyncBaseTransport):
    """Sends every request to one checked address; redirects are not followed, cookies not kept, proxies of the environment not used."""

    def __init__(
        self, server: ServerAddress, *, resolve: Resolve = resolve, inner: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._server = server
        self._resolve = resolve
        self._inner = inner or httpx.AsyncHTTPTransport(verify=_trusted(), trust_env=False)
        self._pinned = ""
        self._until = 0.0
        self._pinning = asyncio.Lock()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request, whose name for the server stays in its headers and in the check of the certificate.

        Raises AddressRefused where the name leads where it may not, and httpx.TransportError where the connection fails.
        """
        if self._server.within(str(request.url)) is None:
            raise AddressRefused
        address = await self._address()
        if request.url.scheme == "https":
            request.extensions = {**request.extensions, "sni_hostname": self._server.host}
        request.url = request.url.copy_with(host=address)
        try:
            return await self._inner.handle_async_request(request)
        except httpx.ConnectError:
            self._pinned = ""  # the server may have moved
            raise

    async def _address(self) -> str:
        async with self._pinning:
            now = asyncio.get_running_loop().time()
            if not self._pinned or now >= self._until:
                self._pinned = ""
                try:
                    found = await self._resolve(self._server.host, self._server.port)
                except OSError:
                    raise httpx.ConnectError("the name of the server cannot be resolved") from None
                allowed = [ip for ip in found if self._server.permits(ip)]
                if not allowed or len(allowed) < len(found):
                    # A name of which only some addresses are allowed is not to be trusted with any.
                    raise AddressRefused
                self._pinned, self._until = allowed[0], now + PINNED_FOR
        return self._pinned

    async def aclose(self) -> None:
        """Close every connection."""
        await self._inner.aclose()
