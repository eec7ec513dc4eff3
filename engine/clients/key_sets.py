"""The keys of each client: out of its registration, or from the one address where it publishes them, fetched with care."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx

from engine.clients.client import Client
from engine.clients.keys import Key, KeysRefused, read_keys
from fhir_adapter.client import PinnedTransport, ServerAddress

_FRESH, _SHORTEST, _LONGEST, _STALE = 300.0, 60.0, 86_400.0, 3_600.0
_AGAIN = 30.0
"""Seconds between two fetches for a kid that nobody knows: forged tokens cost the client's server no more."""
_SECONDS = 3.0
_BYTES = 200_000
_MAX_AGE = re.compile(r"max-age=(\d{1,9})")


@dataclass(slots=True)
class _Published:
    """What was fetched last, and when."""

    keys: Mapping[str, Key] = field(default_factory=dict)
    fetched: float = float("-inf")
    tried: float = float("-inf")
    fresh: float = _FRESH
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class KeySets:
    """Finds the key of a token; a published set is fetched once for all who wait, and kept while its server is away."""

    def __init__(self, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._elapsed = elapsed
        self._given: dict[str, Mapping[str, Key]] = {}
        self._published: dict[str, _Published] = {}

    async def key(self, client: Client, kid: str, jku: str | None) -> Key | None:
        """Return the client's key of that kid; ``jku`` is where its token says that it is published, and decides nothing."""
        if jku is not None and jku != client.jku:
            return None
        if client.jwks is not None:
            return self._of_the_registration(client).get(kid)
        published = self._published.setdefault(client.jku, _Published())
        async with published.lock:
            now = self._elapsed()
            old = now - published.fetched > published.fresh
            unknown = kid not in published.keys
            if (old or unknown) and now - published.tried > _AGAIN:
                await self._fetch(client, published)
        return published.keys.get(kid) if self._elapsed() - published.fetched < published.fresh + _STALE else None

    def _of_the_registration(self, client: Client) -> Mapping[str, Key]:
        written = json.dumps(client.jwks, sort_keys=True)
        if written not in self._given:
            self._given[written] = read_keys(client.jwks)
        return self._given[written]

    async def _fetch(self, client: Client, published: _Published) -> None:
        published.tried = self._elapsed()
        try:
            async with asyncio.timeout(_SECONDS):
                body, headers = await _get(client)
            published.keys = read_keys(json.loads(body))
        except (httpx.TransportError, OSError, TimeoutError, ValueError, RecursionError, KeysRefused, _NoKeys):
            return
        published.fetched = published.tried
        stated = _MAX_AGE.search(headers.get("Cache-Control", ""))
        published.fresh = min(max(float(stated[1]), _SHORTEST), _LONGEST) if stated else _FRESH


class _NoKeys(Exception):  # noqa: N818 - a verdict on an answer
    """An answer that is no key set."""


async def _get(client: Client) -> tuple[bytes, httpx.Headers]:
    """Return what stands at the registered address; redirects are not followed, and no other address is asked."""
    way = PinnedTransport(ServerAddress.of(client.jku, client.networks))
    try:
        patience = dict.fromkeys(("connect", "read", "write", "pool"), _SECONDS)
        headers = {"Accept": "application/json", "User-Agent": "chartside"}
        request = httpx.Request("GET", client.jku, headers=headers, extensions={"timeout": patience})
        response = await way.handle_async_request(request)
        try:
            if response.status_code != httpx.codes.OK:
                raise _NoKeys
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > _BYTES:
                    raise _NoKeys
            return bytes(body), response.headers
        finally:
            await response.aclose()
    finally:
        await way.aclose()
