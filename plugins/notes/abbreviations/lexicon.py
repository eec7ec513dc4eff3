"""The abbreviations that are known ahead, as their table has them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_TYPES = ("disease", "chemical", "finding", "procedure", "test")
TABLE = Path(__file__).resolve().parents[1] / "knowledge" / "abbreviations.toml"


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning, and what speaks for it: words near it, the section it stands in, or that it is the usual one."""

    means: str
    type: str
    near: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()
    usual: bool = False


@lru_cache(maxsize=1)
def lexicon() -> Mapping[str, tuple[Sense, ...]]:
    """Return the meanings by the abbreviation as it is written."""
    table = tomllib.loads(TABLE.read_text("utf-8"))
    known: dict[str, tuple[Sense, ...]] = {}
    for kind in _TYPES:
        known |= {short: (Sense(means, kind, usual=True),) for short, means in table[kind].items()}
    for short, senses in table["ambiguous"].items():
        known[short] = tuple(
            Sense(
                s["means"],
                s["type"],
                frozenset(s.get("near", ())),
                frozenset(s.get("sections", ())),
                s.get("usual", False),
            )
            for s in senses
        )
    capitals = {short.lower(): senses for short, senses in known.items()}
    known |= {small: capitals[small] for small in table["small"] if small in capitals}
    return known
