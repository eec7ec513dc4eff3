"""What a card knows besides the reading of notes: words, codes and limits from a file, with version and hash."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from chartside import Injected, Source


@dataclass(frozen=True, slots=True)
class KnowledgeFile:
    """One file ``knowledge/<name>.toml``: numbers are Decimal or int, as they are written."""

    name: str
    version: str
    sha256: str
    content: Mapping[str, Any] = field(repr=False)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Return what the file was made of."""
        return tuple(Source(**reference) for reference in self.content["references"])

    @property
    def limits(self) -> str:
        """Return where an answer must not be used."""
        return str(self.content["limits"])

    @property
    def injected(self) -> Injected:
        """Offer the file as an input, so that its version and hash stand in every answer."""
        return Injected(f"knowledge/{self.name}.toml", self, self.version, self.sha256)


@cache
def knowledge(name: str) -> KnowledgeFile:
    """Read the file of a card."""
    raw = (files(__package__) / "knowledge" / f"{name}.toml").read_bytes()
    content = tomllib.loads(raw.decode(), parse_float=Decimal)
    return KnowledgeFile(name, str(content["version"]), hashlib.sha256(raw).hexdigest(), content)
