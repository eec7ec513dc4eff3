"""Public keys of callers: read from a JWKS document, strict about which keys can be trusted with a signature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

_SHORTEST_RSA = 2048
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "k", "oth"})


class KeysRefused(Exception):  # noqa: N818 - a verdict on a document
    """A JWKS document that cannot be used; the text says what is wrong where, and holds no key."""


@dataclass(frozen=True, slots=True)
class Key:
    """A public key and the one algorithm that it may be used with."""

    kid: str
    algorithm: str
    public: EllipticCurvePublicKey | RSAPublicKey = field(repr=False)


def read_keys(document: Any) -> dict[str, Key]:
    """Return the keys of a JWKS document by their kid: P-384 for ES384, RSA of 2048 bits and more for RS384.

    Keys of other types and uses are passed over, as RFC 7517 asks. Raises KeysRefused for private keys, for two of one kid, and where
    no key is left.
    """
    listed = document.get("keys") if isinstance(document, Mapping) else None
    if not isinstance(listed, list):
        raise KeysRefused('not a JWKS document: expected {"keys": [...]}')
    keys: dict[str, Key] = {}
    for index, one in enumerate(listed):
        if not isinstance(one, Mapping):
            raise KeysRefused(f"keys[{index}]: expected an object")
        if _PRIVATE & one.keys():
            raise KeysRefused(f"keys[{index}] holds a private or a symmetric key; register public keys only")
        key = _key(one)
        if key is None:
            continue
        if key.kid in keys:
            raise KeysRefused(f"keys[{index}]: its kid stands twice")
        keys[key.kid] = key
    if not keys:
        raise KeysRefused("no key with a kid is an EC key on P-384 (ES384) or an RSA key of 2048 bits or more (RS384)")
    return keys


def _key(one: Mapping[str, Any]) -> Key | None:
    kid, algorithm = one.get("kid"), {"EC": "ES384", "RSA": "RS384"}.get(str(one.get("kty")))
    if not isinstance(kid, str) or not kid or algorithm is None or one.get("use", "sig") != "sig":
        return None
    if one.get("alg", algorithm) != algorithm or "verify" not in one.get("key_ops", ["verify"]):
        return None
    try:
        public = jwt.PyJWK({**one, "alg": algorithm}).key
    except (jwt.PyJWTError, ValueError, TypeError, KeyError):
        return None
    if isinstance(public, EllipticCurvePublicKey):
        return Key(kid, algorithm, public) if isinstance(public.curve, SECP384R1) else None
    if isinstance(public, RSAPublicKey) and public.key_size >= _SHORTEST_RSA:
        return Key(kid, algorithm, public)
    return None
