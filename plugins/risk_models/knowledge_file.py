"""Knowledge that ships with a model: its codes, its limits and the number from which it speaks, with version and hash."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from chartside import Injected, Limit, Source


@dataclass(frozen=True, slots=True)
class KnowledgeFile:
    """One file ``knowledge/<model>/terms.toml``: numbers are Decimal, as they are written."""

    model: str
    version: str
    sha256: str
    content: Mapping[str, Any] = field(repr=False)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Return the papers and the data that the model was made of."""
        return tuple(Source(**reference) for reference in self.content["references"])

    @property
    def limits(self) -> str:
        """Return where an answer must not be used."""
        return str(self.content["limits"])

    @property
    def threshold(self) -> Decimal:
        """Return the probability from which a card is shown."""
        return Decimal(self.content["card"]["at_least"])

    @property
    def acceptance(self) -> tuple[Limit, ...]:
        """Return what an artefact must reach before it may speak."""
        return tuple(Limit(**entry) for entry in self.content["limits_of_acceptance"])

    @property
    def injected(self) -> Injected:
        """Offer the file as an input, so that its version and hash stand in every answer."""
        return Injected(f"knowledge/{self.model}/terms.toml", self, self.version, self.sha256)


@cache
def knowledge(model: str) -> KnowledgeFile:
    """Read the file of a model."""
    raw = (files(__package__) / "knowledge" / model / "terms.toml").read_bytes()
    content = tomllib.loads(raw.decode(), parse_float=Decimal)
    return KnowledgeFile(model, str(content["version"]), hashlib.sha256(raw).hexdigest(), content)
