"""The table of headings: what a heading is called, whatever its spelling."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Headings:
    """Canonical names by spelling, and the spellings of mere parts of a section: body systems."""

    names: Mapping[str, str]
    parts: frozenset[str]

    def name(self, said: str) -> str | None:
        """Return the canonical name of a heading, empty for a part of a section, None for words that are no heading."""
        plain = _BLANKS.sub(" ", said.strip(" \t*#_=-–|").lower())
        return "" if plain in self.parts else self.names.get(plain)


@cache
def shipped() -> Headings:
    """Return the headings that come with the plugin."""
    table = tomllib.loads((files("plugins.notes") / "knowledge" / "headings.toml").read_text("utf-8"))
    names = {spelling: name for name, spellings in table["headings"].items() for spelling in spellings}
    return Headings(names, frozenset(table["parts"]))
