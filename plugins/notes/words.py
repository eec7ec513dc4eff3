"""Small words that are looked up while a text is cut up."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def words(name: str) -> frozenset[str]:
    """Return one list of the table of small words."""
    table = tomllib.loads((files("plugins.notes") / "knowledge" / "words.toml").read_text("utf-8"))
    return frozenset(table[name].split())
