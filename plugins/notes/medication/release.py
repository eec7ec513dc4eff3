"""Tell how a tablet or capsule releases what it holds, from the words at its name, its strength and its form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from plugins.notes.medication.line import Span
from plugins.notes.medication.vocabulary import load

RELEASED = frozenset({"tablet", "capsule"})


@lru_cache(maxsize=1)
def _kinds() -> dict[str, tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]]:
    """Return for each kind of release what says so within words, at their end and at their beginning."""
    found = {}
    for kind, said in load("units")[0]["released"].items():
        short = "|".join([*said["short"], *(one.lower() for one in said["short"] if one not in said["upper"])])
        long = "|".join(
            rf"{one[0]}(?i:{one[1:]})".replace(" ", r"[\s-]+")
            for one in (w for w in said["long"] for w in (w, w.capitalize()))
        )
        words = rf"(?<![A-Za-z])(?:{short}|{long})(?![A-Za-z])"
        found[kind] = (
            re.compile(words),
            re.compile(words + r"[\s,-]*\Z"),
            re.compile(r"[\s,(-]*" + words + r"(?!\.?\s[A-Z][a-z])"),
        )
    return found


def released(text: str, within: Iterable[Span], forms: Iterable[Span]) -> str:
    """Return "extended-release", "delayed-release" or nothing, from ``within`` names and strengths and next to ``forms``."""
    spans = list(within)
    beside = list(forms)
    kinds = [
        kind
        for kind, (words, behind, ahead) in _kinds().items()
        if any(words.search(text, a, b) for a, b in spans)
        or any(ahead.match(text, b) or behind.search(text, max(0, a - 24), a) for a, b in beside)
    ]
    return kinds[0] if len(kinds) == 1 else ""
