"""Checks the bearer token of a call: signed by a registered client, for this very address, fresh, and never seen before."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Protocol

import jwt

from engine.clients.client import Client
from engine.clients.key_sets import KeySets
from engine.clients.spent import Spent

ALGORITHMS = ("ES384", "RS384")
LIFETIME = 300
"""Seconds that a token may live, from ``iat`` to ``exp``."""
SKEW = 5
"""Seconds by which the caller's clock may be ahead."""
_LONGEST = 8_192
_LATEST = 1e12
"""Seconds since 1970 that no clock will show; a larger integer is no float."""
_SPOKEN = re.compile(r"[A-Za-z0-9._:-]{1,128}")


class Registered(Protocol):
    """Knows who is registered."""

    def of(self, issuer: str, claimed_tenant: str, /) -> Client | None:
        """Return whose token names this issuer and tenant."""
        ...


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says of itself, as far as it may be logged: the issuer where it is registered, tenant and jti in plain characters."""

    issuer: str = ""
    tenant: str = ""
    jti: str = ""


class TokenRefused(Exception):  # noqa: N818 - a verdict on a call, said as a bare 401
    """A token that proves nothing; ``check`` names what it failed, for the log and for nobody else."""

    def __init__(self, check: str, claims: Claims | None = None) -> None:
        super().__init__(check)
        self.check = check
        self.claims = claims or Claims()


@dataclass(frozen=True, slots=True)
class Trust:
    """Tells from a token which registered client calls."""

    clients: Registered
    keys: KeySets
    spent: Spent

    async def client_of(self, token: str, audience: str, now: float) -> Client:
        """Return who calls the address ``audience`` at ``now`` (seconds since 1970).

        Raises TokenRefused for everything that is not right, RecordUnavailable where nobody can tell who is registered, and
        SpentUnknown where nobody can tell whether the token was used before.
        """
        header, said = _unverified(token)
        algorithm, kid = header.get("alg"), header.get("kid")
        if algorithm not in ALGORITHMS:
            raise TokenRefused("algorithm")
        if str(header.get("typ", "")).upper() != "JWT" or "crit" in header:
            raise TokenRefused("header")
        if not isinstance(kid, str) or not kid:
            raise TokenRefused("kid")
        jku = header.get("jku")
        issuer, tenant = said.get("iss"), said.get("tenant", "")
        if not isinstance(issuer, str) or not isinstance(tenant, str):
            raise TokenRefused("issuer")
        client = self.clients.of(issuer, tenant)
        if client is None:
            raise TokenRefused("issuer", _claims("", tenant, said))
        claims = _claims(issuer, tenant, said)
        key = await self.keys.key(client, kid, jku if "jku" in header else None)
        if key is None or key.algorithm != algorithm:
            raise TokenRefused("key", claims)
        try:
            jwt.decode(token, key.public, [algorithm], options=_SIGNATURE_ONLY)
        except jwt.PyJWTError:
            raise TokenRefused("signature", claims) from None
        failed = _failed(said, audience, now)
        if failed:
            raise TokenRefused(failed, claims)
        # Only now: whoever could spend the jti of a token that is not his could keep its owner out.
        digest = sha256(f"{client.tenant}\n{client.id}\n{issuer}\n{said['jti']}".encode()).hexdigest()
        if not await self.spent.first(digest, said["exp"]):
            raise TokenRefused("replay", claims)
        return client


# The claims are checked here, each of them and at the caller's moment; the library is asked for the signature alone.
_SIGNATURE_ONLY: Any = {
    "verify_signature": True,
    "require": [],
    **dict.fromkeys(
        ("verify_exp", "verify_nbf", "verify_iat", "verify_aud", "verify_iss", "verify_sub", "verify_jti"), False
    ),
}


def _unverified(token: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    if len(token) > _LONGEST or not token.isascii() or token.count(".") != 2:  # noqa: PLR2004 - header, payload, signature
        raise TokenRefused("form")
    try:
        header = jwt.get_unverified_header(token)
        said = json.loads(jwt.utils.base64url_decode(token.split(".")[1]))
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise TokenRefused("form") from None
    if not isinstance(said, dict):
        raise TokenRefused("form")
    return header, said


def _failed(said: Mapping[str, Any], audience: str, now: float) -> str:
    """Return which claim is not right, or nothing."""
    times = {name: said.get(name) for name in ("exp", "iat", "nbf")}
    for name, at in times.items():
        if (name in said or name != "nbf") and not _is_time(at):
            return name
    expires, issued, not_before = float(said["exp"]), float(said["iat"]), float(said.get("nbf", 0))
    if expires <= now:
        return "exp"
    if issued > now + SKEW:
        return "iat"
    if not_before > now + SKEW:
        return "nbf"
    if not 0 < expires - issued <= LIFETIME:
        return "lifetime"
    meant = said.get("aud")
    if audience not in ([meant] if isinstance(meant, str) else meant if isinstance(meant, list) else []):
        return "aud"
    jti = said.get("jti")
    return "" if isinstance(jti, str) and 0 < len(jti) <= 256 else "jti"  # noqa: PLR2004 - a nonce, and no document


def _is_time(at: Any) -> bool:
    return isinstance(at, int | float) and not isinstance(at, bool) and abs(at) < _LATEST  # neither can NaN be


def _claims(issuer: str, tenant: str, said: Mapping[str, Any]) -> Claims:
    return Claims(issuer, _spoken(tenant), _spoken(said.get("jti")))


def _spoken(text: Any) -> str:
    """Return what may stand in a log: plain characters as they are, of anything else a digest."""
    if not isinstance(text, str) or not text:
        return ""
    return text if _SPOKEN.fullmatch(text) else f"sha256:{sha256(text.encode(errors='replace')).hexdigest()[:16]}"
