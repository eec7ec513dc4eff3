"""Reads the knowledge that ships with the plugin, a table for each score."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from chartside import KnowledgeFile


@dataclass(frozen=True, slots=True)
class Table(KnowledgeFile):
    """One score's knowledge."""

    @property
    def unit(self) -> str:
        """Return the unit of the result."""
        return str(self.content["unit"])

    @property
    def actions(self) -> tuple[str, ...]:
        """Return what a reader of the card can do."""
        return tuple(self.content["card"]["actions"])


@cache
def table(name: str) -> Table:
    """Read ``knowledge/<name>.toml``."""
    return Table.read(files(__package__) / "knowledge", name)
