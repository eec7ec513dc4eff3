"""Keys of a caller and the tokens that it signs, right ones and wrong ones."""

import json
import time
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

ISSUER = "https://ehr.example.org"
PUBLIC = "https://cds.example.org"


@dataclass(frozen=True)
class KeyPair:
    """A private key, what it signs with, and the JWK that its owner publishes."""

    kid: str
    algorithm: str
    private: Any = field(repr=False)

    @property
    def jwk(self) -> dict[str, Any]:
        algorithm = jwt.algorithms.get_default_algorithms()[self.algorithm]
        return {**json.loads(algorithm.to_jwk(self.private.public_key())), "kid": self.kid, "use": "sig"}

    def sign(self, claims: dict[str, Any], **header: Any) -> str:
        stated = {"kid": self.kid, "typ": "JWT", **header}
        return jwt.encode(claims, self.private, self.algorithm, {k: v for k, v in stated.items() if v is not None})


@cache
def ec_key(kid: str = "ec-1") -> KeyPair:
    return KeyPair(kid, "ES384", ec.generate_private_key(ec.SECP384R1()))


@cache
def rsa_key(kid: str = "rsa-1", bits: int = 2048) -> KeyPair:
    return KeyPair(kid, "RS384", rsa.generate_private_key(public_exponent=65537, key_size=bits))


def document(*keys: KeyPair) -> dict[str, Any]:
    return {"keys": [key.jwk for key in keys]}


def claims(path: str, **changed: Any) -> dict[str, Any]:
    """Return the claims of a right token for a path of the service; a claim given as None is left out."""
    now = int(time.time())
    right = {"iss": ISSUER, "aud": f"{PUBLIC}{path}", "iat": now, "exp": now + 240, "jti": uuid4().hex}
    return {name: value for name, value in (right | changed).items() if value is not None}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
