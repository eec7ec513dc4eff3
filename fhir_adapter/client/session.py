"""One call's reading from one FHIR server: searches page by page, reads, retries, all within the limits and each request once."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self
from urllib.parse import quote

import httpx

from chartside.missing import Missing
from fhir_adapter.bundle import Page, unpack_page
from fhir_adapter.client.address import ServerAddress
from fhir_adapter.client.answer import Answer, Reply
from fhir_adapter.client.limits import Limits
from fhir_adapter.client.tokens import TokenRefused, Tokens
from fhir_adapter.client.transport import AddressRefused, PinnedTransport

_BACKOFF = 0.1
_TOKEN = re.compile(r"[!-~]+")
_LATE = "not answered within the time of the call"


class Session:
    """Reads from a server for one call; the time starts when it is entered.

    A ``transport`` that is given may serve many calls, and is closed by whoever made it. Nothing here raises for what a server does: an
    Answer says in ``gap`` what did not come and why.
    """

    def __init__(
        self,
        server: ServerAddress,
        tokens: Tokens | None = None,
        limits: Limits | None = None,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.address = server
        self._tokens = tokens
        self._limits = limits or Limits()
        self._transport = transport or PinnedTransport(server)
        self._closes = transport is None
        self._pause = pause
        self._turns = asyncio.Semaphore(self._limits.at_once)
        self._received = 0
        self._replies: dict[tuple[str, bool], Reply] = {}
        self._asking: dict[str, asyncio.Lock] = {}
        self._until = 0.0

    async def __aenter__(self) -> Self:
        self._until = asyncio.get_running_loop().time() + self._limits.seconds
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._closes:
            await self._transport.aclose()

    async def search(self, query: str) -> Answer:
        """Return all that a search such as ``Observation?patient=1&code=...`` finds, following its pages."""
        answer = Answer("bundle")
        kind = query.partition("?")[0]
        try:
            async with asyncio.timeout_at(self._until):
                await self._turn_pages(query, f"the search for {kind}", answer)
        except TimeoutError:
            answer.lose(Missing("deadline", f"the search for {kind}: {_LATE}"))
        return answer

    async def read(self, kind: str, id: str) -> Answer:
        """Return one resource."""
        answer = Answer("resource")
        what = f"reading a {kind}"
        url = self.address.within(f"{kind}/{quote(id, safe='')}")
        if url is None:
            answer.lose(Missing("not-found", f"{what}: no id that a server could have"))
            return answer
        try:
            async with asyncio.timeout_at(self._until):
                reply = await self._reply(url)
        except TimeoutError:
            answer.lose(Missing("deadline", f"{what}: {_LATE}"))
            return answer
        if (gap := reply.gap(what, one=True)) is not None:
            answer.lose(gap)
            return answer
        _take(reply, answer, what, "resource")
        for piece in answer.pieces:
            piece.full_url = url
        return answer

    async def _turn_pages(self, query: str, what: str, answer: Answer) -> None:
        url = self.address.within(query)
        turned: set[str] = set()
        matches = 0
        while url is not None and url not in turned and len(turned) < self._limits.pages:
            reply = await self._reply(url)
            gap = reply.gap(what, one=False)
            if gap is not None:
                answer.lose(gap)
                # A server that failed at once has said nothing of what a narrower search would give.
                answer.cut = bool(turned) or gap.reason == "incomplete"
                return
            page = _take(reply, answer, what, "bundle")
            if not turned:
                answer.page = page
            turned.add(url)
            matches += page.matches
            if page.next is None:
                if page.total is not None and page.total > matches:
                    answer.cut_off(Missing("incomplete", f"{what}: a total above its entries"))
                return
            url = self.address.within(page.next)
        answer.cut_off(Missing("incomplete", f"{what}: {self._stopped(url, turned)}"))

    def _stopped(self, url: str | None, turned: set[str]) -> str:
        if url is None:
            return "a next link that leads off the server and was not followed"
        return "its next links go round in a circle" if url in turned else f"more than {self._limits.pages} pages"

    async def _reply(self, url: str) -> Reply:
        """Return the reply of an address, strictly read where the server can; asked once in a call, whoever asks."""
        async with self._asking.setdefault(url, asyncio.Lock()):
            reply = await self._persistently(url, strict=True)
            if reply.refuses_strictness:
                reply = await self._persistently(url, strict=False)
        return reply

    async def _persistently(self, url: str, *, strict: bool) -> Reply:
        known = self._replies.get((url, strict))
        if known is not None:
            return known
        loop = asyncio.get_running_loop()
        reply = Reply()
        for attempt in range(self._limits.attempts):
            reply = await self._once(url, strict=strict)
            if not reply.busy or attempt + 1 == self._limits.attempts:
                break
            wait = _BACKOFF * 2**attempt if reply.wait is None else reply.wait
            if loop.time() + wait >= self._until:
                late = "the server asks to wait longer than the call has time"
                reply = Reply(reply.status, failure=Missing("deadline", late))
                break
            await self._pause(wait)
        self._replies[url, strict] = reply
        return reply

    async def _once(self, url: str, *, strict: bool) -> Reply:
        headers = {
            "Accept": "application/fhir+json",
            "Accept-Encoding": "gzip",
            "User-Agent": "chartside",
            **({"Prefer": "handling=strict"} if strict else {}),
        }
        if self._tokens is not None:
            try:
                token = await self._tokens.bearer()
            except TokenRefused:
                return Reply(failure=Missing("not-permitted", "no bearer token could be had for this call"))
            if not _TOKEN.fullmatch(token):
                # HTTP would refuse it with an error that quotes it.
                return Reply(failure=Missing("not-permitted", "the bearer token is none that can be sent"))
            headers["Authorization"] = f"Bearer {token}"
        async with self._turns:
            patience = dict.fromkeys(("connect", "read", "write", "pool"), self._limits.seconds)
            try:
                request = httpx.Request("GET", url, headers=headers, extensions={"timeout": patience})
                # Not through an httpx client: that one logs every address, and those hold the patient's id.
                response = await self._transport.handle_async_request(request)
                try:
                    return await self._received_reply(response)
                finally:
                    await response.aclose()
            except AddressRefused:
                return Reply(
                    failure=Missing("not-permitted", "the server's name leads to an address that is not listed")
                )
            except (httpx.TransportError, httpx.DecodingError, httpx.InvalidURL, OSError):
                return Reply()

    async def _received_reply(self, response: httpx.Response) -> Reply:
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            self._received += len(chunk)
            if len(body) > self._limits.page_bytes or self._received > self._limits.call_bytes:
                size = Missing("incomplete", "an answer larger than the limit was not read to its end")
                return Reply(response.status_code, failure=size)
        return Reply(response.status_code, bytes(body), _asked_to_wait(response.headers))


def _asked_to_wait(headers: httpx.Headers) -> float | None:
    """Return the seconds of a Retry-After; a date is measured by the server's own clock."""
    stated = headers.get("Retry-After", "").strip()
    if stated.isdecimal():
        return float(stated)
    try:
        return max(0.0, (parsedate_to_datetime(stated) - parsedate_to_datetime(headers["Date"])).total_seconds())
    except (KeyError, TypeError, ValueError):
        return None


def _take(reply: Reply, answer: Answer, what: str, form: str) -> Page:
    """Add one reply's resources; what has another form than was asked for proves nothing."""
    contents = unpack_page(reply.body)
    answer.pieces += contents.pieces
    answer.unreadable += contents.unreadable
    if contents.gap is not None:
        answer.lose(Missing(contents.gap.reason, f"{what}: {contents.gap.detail}"))
    elif contents.form != form:
        answer.lose(Missing("fetch-failed", f"{what}: the server answered with something else"))
    return contents.page
