"""A token of our own for work that no hook started: SMART Backend Services, a signed statement of who we are against an access token."""

from __future__ import annotations

import asyncio
import json
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import jwt

from fhir_adapter.client.address import AddressError, ServerAddress
from fhir_adapter.client.tokens import TokenRefused
from fhir_adapter.client.transport import AddressRefused, PinnedTransport

ALGORITHMS = ("RS384", "ES384")
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LIVES = 240
"""Seconds for which our statement holds; SMART allows at most five minutes."""
_EARLY = 30
"""Seconds before its end in which a token is no longer used."""
_MOST = 100_000
_ERRORS = frozenset(
    {
        "invalid_client",
        "invalid_grant",
        "invalid_request",
        "invalid_scope",
        "unauthorized_client",
        "unsupported_grant_type",
    }
)


class BackendError(ValueError):
    """A registration file that cannot be used; the message says what to write, and holds nothing secret."""


@dataclass(frozen=True, slots=True)
class BackendRegistration:
    """What an authorization server knows of us: client id, scope, and our private key."""

    client: str
    scope: str
    kid: str
    algorithm: str
    key: Any = field(repr=False)
    token_url: str = ""
    """Where tokens are given; without it, where the FHIR server's own ``.well-known/smart-configuration`` says, on the same host."""

    @classmethod
    def read(cls, path: Path) -> BackendRegistration:
        """Read a TOML file of ``client_id``, ``scope``, ``key`` (a file of one private JWK, beside it) and maybe ``token_url``.

        Raises BackendError.
        """
        try:
            said = tomllib.loads(path.read_text("utf-8"))
            kid, algorithm, key = _private(path.parent / str(said["key"]))
            made = cls(str(said["client_id"]), str(said["scope"]), kid, algorithm, key, str(said.get("token_url", "")))
        except OSError as error:
            raise BackendError(f"{path.name}: {error.strerror}") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            raise BackendError(f"{path.name}: not TOML") from None
        except KeyError as error:
            raise BackendError(
                f"{path.name}: {error.args[0]} is missing; it holds client_id, scope, key (a file of one private JWK)"
            ) from None
        if made.token_url:
            _address(made.token_url)
        return made


def _private(path: Path) -> tuple[str, str, Any]:
    """Return key id, algorithm and key of a file that holds one private JWK."""
    wanted = f"{path.name}: one private JWK with kid and alg ({' or '.join(ALGORITHMS)})"
    try:
        jwk = json.loads(path.read_bytes())
        kid, algorithm = jwk["kid"], jwk["alg"]
        if algorithm not in ALGORITHMS or "d" not in jwk or not kid:
            raise BackendError(f"expected in {wanted}")
        return str(kid), str(algorithm), jwt.PyJWK(jwk, algorithm).key
    except OSError as error:
        raise BackendError(f"{path.name}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, jwt.PyJWTError):
        raise BackendError(f"expected in {wanted}") from None


def _address(url: str) -> ServerAddress:
    try:
        return ServerAddress.of(url)
    except AddressError:
        raise BackendError("token_url: an address such as https://ehr.example/oauth/token") from None


class BackendToken:
    """Gets a token when one is needed, and keeps it while it holds; many who ask at once wait for one."""

    def __init__(
        self,
        server: ServerAddress,
        registration: BackendRegistration,
        *,
        transport: Callable[[ServerAddress], httpx.AsyncBaseTransport] = PinnedTransport,
        clock: Callable[[], float] = time.time,
        seconds: float = 10.0,
    ) -> None:
        self._server = server
        self._registration = registration
        self._transport = transport
        self._clock = clock
        self._seconds = seconds
        self._token = ""
        self._until = 0.0
        self._fetching = asyncio.Lock()

    async def bearer(self) -> str:
        """Return the token; raises TokenRefused where the authorization server gives none, saying what it answered."""
        async with self._fetching:
            if not self._token or self._clock() >= self._until - _EARLY:
                self._token, self._until = await self._fetched()
            return self._token

    async def _fetched(self) -> tuple[str, float]:
        began = self._clock()
        try:
            url = self._registration.token_url or await self._published()
            form = {
                "grant_type": "client_credentials",
                "scope": self._registration.scope,
                "client_assertion_type": _ASSERTION,
                "client_assertion": self._assertion(url),
            }
            answer = await self._ask("POST", ServerAddress.of(url), url, form)
        except (httpx.HTTPError, AddressRefused, AddressError) as error:
            raise TokenRefused(
                f"the authorization server could not be asked for a token ({type(error).__name__})"
            ) from None
        said = _object(answer)
        if answer.status_code != httpx.codes.OK:
            code = said.get("error")
            named = f" ({code})" if isinstance(code, str) and code in _ERRORS else ""
            raise TokenRefused(f"the authorization server answered {answer.status_code}{named}")
        token, kind, lives = said.get("access_token"), said.get("token_type"), said.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(kind, str) or kind.lower() != "bearer":
            raise TokenRefused("the authorization server answered without a bearer token")
        # SMART recommends five minutes at most; a server that does not say how long gets asked again the next time.
        return token, began + (float(lives) if isinstance(lives, int | float) and lives > 0 else 0.0)

    def _assertion(self, url: str) -> str:
        ours, now = self._registration, int(self._clock())
        claims = {
            "iss": ours.client,
            "sub": ours.client,
            "aud": url,
            "iat": now,
            "exp": now + _LIVES,
            "jti": uuid4().hex,
        }
        return jwt.encode(claims, ours.key, ours.algorithm, {"kid": ours.kid, "typ": "JWT"})

    async def _published(self) -> str:
        """Return where the server's own document says that tokens are given; another host must be named in the registration."""
        answer = await self._ask("GET", self._server, f"{self._server}/.well-known/smart-configuration")
        if answer.status_code != httpx.codes.OK:
            raise TokenRefused(
                f"the server's smart-configuration answered {answer.status_code}; name token_url in the registration file"
            )
        url = _object(answer).get("token_endpoint")
        if not isinstance(url, str) or not _same_host(self._server, url):
            raise TokenRefused(
                "the server's smart-configuration names no token endpoint on its own host; name token_url in the registration file"
            )
        return url

    async def _ask(
        self, method: str, server: ServerAddress, url: str, form: dict[str, str] | None = None
    ) -> httpx.Response:
        async with httpx.AsyncClient(
            transport=self._transport(server), timeout=self._seconds, headers={"Accept": "application/json"}
        ) as client:
            return await client.request(method, url, data=form)


def _same_host(server: ServerAddress, url: str) -> bool:
    try:
        found = ServerAddress.of(url)
    except AddressError:
        return False
    return found.origin == server.origin


def _object(answer: httpx.Response) -> dict[str, Any]:
    """Return the JSON object of an answer; nothing where there is none."""
    try:
        said = json.loads(answer.content) if len(answer.content) <= _MOST else {}
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
