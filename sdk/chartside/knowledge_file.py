"""A file of knowledge that travels with a plugin: read once, with its version and the hash of its bytes."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from importlib.resources.abc import Traversable
from typing import Any, Self

from chartside.inputs import Injected
from chartside.sources import Source


@dataclass(frozen=True, slots=True)
class KnowledgeFile:
    """One file ``knowledge/<name>.toml``; numbers with a point are Decimal, as they are written.

    It holds at least ``version``; ``references`` (title, url, version, date of each source) and ``limits`` where they are asked for.
    """

    name: str
    version: str
    sha256: str
    content: Mapping[str, Any] = field(repr=False)

    @classmethod
    def read(cls, folder: Traversable, name: str) -> Self:
        """Read ``<name>.toml`` of a folder, as of ``files("my_plugin") / "knowledge"``; raises KeyError where it names no version."""
        raw = folder.joinpath(*f"{name}.toml".split("/")).read_bytes()
        content = tomllib.loads(raw.decode("utf-8"), parse_float=Decimal)
        return cls(name, str(content["version"]), hashlib.sha256(raw).hexdigest(), content)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Return the papers, guidelines and data that the file was made of."""
        return tuple(Source(**reference) for reference in self.content["references"])

    @property
    def limits(self) -> str:
        """Return where an answer from this file must not be used."""
        return str(self.content["limits"])

    @property
    def injected(self) -> Injected:
        """Offer the file as an input, so that its version and hash stand in every answer."""
        return self.holding(self)

    def holding(self, value: Any) -> Injected:
        """Offer what was made of the file as an input, under the file's name, version and hash."""
        return Injected(f"knowledge/{self.name}.toml", value, self.version, self.sha256)
