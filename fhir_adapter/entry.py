"""One resource as it came: its bytes, what must be known to index it, and its content when somebody asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import Any

import msgspec

from chartside.facts import Origin

_DECODER = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)
# What decoding one resource can raise: bad JSON or bad text, a number past all bounds, nesting without end.
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, ArithmeticError, RecursionError)


@dataclass(eq=False)
class Entry:
    """A resource of the patient's record; ``content`` is decoded once, on first use, with exact decimals.

    ``received`` is false where ``raw`` is not what the caller sent, byte for byte: then there is no honest hash.
    """

    kind: str
    id: str
    raw: bytes = field(repr=False)
    origin: Origin = "prefetch"
    full_url: str = ""
    keys: tuple[str, ...] = ()
    received: bool = True
    security: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    """Security labels that stand around the resource and not in it."""
    contradicted: bool = False
    """Whether another with its id says something else, and nothing tells which of them is the later version."""

    @property
    def ref(self) -> str:
        """Return ``Type/id``, or the fullUrl of a resource that has no id, or a name made of its hash where there is neither."""
        if self.id:
            return f"{self.kind}/{self.id}"
        return self.full_url or f"{self.kind}#{sha256(self.raw).hexdigest()[:12]}"

    @cached_property
    def content(self) -> dict[str, Any]:
        """Return the resource as JSON; numbers with a point are Decimal, exactly as written. Raises one of UNREADABLE."""
        return _DECODER.decode(self.raw)

    @cached_property
    def sha256(self) -> str:
        """Return the hash of the bytes as they were received; empty where those are not at hand."""
        return sha256(self.raw).hexdigest() if self.received else ""

    def provenance(self) -> dict[str, Any]:
        """Return what every fact read from this resource carries: ref, version_id, last_updated, origin, sha256."""
        meta = self.content.get("meta")
        meta = meta if isinstance(meta, dict) else {}
        return {
            "ref": self.ref,
            "version_id": _word(meta.get("versionId")),
            "last_updated": _word(meta.get("lastUpdated")),
            "origin": self.origin,
            "sha256": self.sha256,
        }


def _word(value: Any) -> str:
    return value if isinstance(value, str) else ""
