"""Reads the knowledge that ships with the plugin, each table with its version and the hash of its bytes."""

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
class Table:
    """One knowledge file: numbers are Decimal, as they are written."""

    name: str
    version: str
    sha256: str
    content: Mapping[str, Any] = field(repr=False)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Return the papers and guidelines that the table was taken from."""
        return tuple(Source(**reference) for reference in self.content["references"])

    @property
    def limits(self) -> str:
        """Return where an answer from this table must not be used."""
        return str(self.content["limits"])

    @property
    def unit(self) -> str:
        """Return the unit of the result."""
        return str(self.content["unit"])

    @property
    def actions(self) -> tuple[str, ...]:
        """Return what a reader of the card can do."""
        return tuple(self.content["card"]["actions"])

    def holding(self, value: Any) -> Injected:
        """Offer what was made of this table as an input, so that its version and hash stand in every answer."""
        return Injected(f"knowledge/{self.name}.toml", value, self.version, self.sha256)


@cache
def table(name: str) -> Table:
    """Read ``knowledge/<name>.toml``."""
    raw = (files(__package__) / "knowledge" / f"{name}.toml").read_bytes()
    content = tomllib.loads(raw.decode(), parse_float=Decimal)
    return Table(name, str(content["version"]), hashlib.sha256(raw).hexdigest(), content)
