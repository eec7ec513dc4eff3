"""Closes what identifies a patient, and binds it to its place so that it opens nowhere else."""

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from zstandard import ZstdCompressor, ZstdDecompressor

from engine.audit.canonical import spell
from engine.audit.errors import UnreadableError, UnrecordableError
from engine.audit.keys import Keyring


@dataclass(frozen=True, slots=True)
class Secret:
    """JSON, made small, under AES-256-GCM.

    The key of each secret is HMAC-SHA256(payload key, salt) with 32 random bytes of salt: no two secrets share one,
    so however many there are, a repeated nonce is no danger; and without its salt a secret never opens again.
    """

    key_id: str
    salt: bytes
    nonce: bytes
    ciphertext: bytes

    @classmethod
    def of(cls, row: Mapping[Any, Any]) -> Self:
        """Take the secret out of a row that holds one."""
        return cls(row["key_id"], row["salt"], row["nonce"], row["ciphertext"])

    def columns(self) -> dict[str, Any]:
        """Lay the secret out as it stands in a row."""
        return {"key_id": self.key_id, "salt": self.salt, "nonce": self.nonce, "ciphertext": self.ciphertext}

    @property
    def commitment(self) -> str:
        """Hash SHA-256(salt || nonce || ciphertext), 32 + 12 + n bytes, in hex: checked without any key."""
        return hashlib.sha256(self.salt + self.nonce + self.ciphertext).hexdigest()


def close(value: Mapping[str, Any], place: tuple[str, ...], keyring: Keyring) -> Secret:
    """Encrypt a value for a place, such as (tenant, record, field); raises UnrecordableError for what JSON cannot say."""
    try:
        plain = json.dumps(value, default=spell, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError) as error:
        # Not the error's own text: it may quote the value.
        raise UnrecordableError(f"The {place[-1]} of a record is not JSON ({type(error).__name__})") from None
    # Each analysis is recorded with all that it was asked, and many are asked the same: a tenth of the room is left of it.
    small = ZstdCompressor(level=3).compress(plain)
    key_id, salt, nonce = keyring.payload_key_id, os.urandom(32), os.urandom(12)
    cipher = AESGCM(hmac.digest(keyring.payload_key(key_id), salt, "sha256"))
    return Secret(key_id, salt, nonce, cipher.encrypt(nonce, small, _bound(place)))


def reveal(secret: Secret, place: tuple[str, ...], keyring: Keyring) -> dict[str, Any]:
    """Decrypt what was closed for this place; raises UnreadableError when it was altered or comes from elsewhere."""
    cipher = AESGCM(hmac.digest(keyring.payload_key(secret.key_id), secret.salt, "sha256"))
    try:
        plain = cipher.decrypt(secret.nonce, secret.ciphertext, _bound(place))
    except (InvalidTag, ValueError):
        raise UnreadableError(
            f"The {place[-1]} does not open: it was altered, moved, or closed with another key"
        ) from None
    # What was closed before secrets were made small is JSON as it stands; what is small begins with another byte.
    value: dict[str, Any] = json.loads(plain if plain.startswith(b"{") else ZstdDecompressor().decompress(plain))
    return value


def _bound(place: tuple[str, ...]) -> bytes:
    return json.dumps(place).encode()
