"""Takes a text apart into atoms, the runs of letters or of digits and the signs by which terms are compared, with exact offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.notes.terms.spelling import folded

_ATOM = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")
_HYPHENS = frozenset("-\u2010\u2011\u2012\u2013\u2212\u00ad")
APOSTROPHES = frozenset("'\u2019\u2018`\u00b4")
UNSAID = _HYPHENS | APOSTROPHES
"""Signs that two spellings of one term may have or lack."""

Atom = tuple[int, int, str]
"""Start, end and folded spelling."""


def atoms(text: str) -> tuple[Atom, ...]:
    """Return the atoms of a word or a term; hyphens, apostrophes and a possessive s are passed over."""
    return tuple(_atoms(text))


def key(term: str) -> tuple[str, ...]:
    """Return what a term is compared by: its folded atoms."""
    return tuple(spelling for _, _, spelling in _atoms(term))


def _atoms(text: str) -> Iterator[Atom]:
    possessive = -1
    for found in _ATOM.finditer(text):
        start, end = found.span()
        sign = found[0]
        if sign in UNSAID:
            if sign in APOSTROPHES:
                possessive = end
            continue
        if start == possessive and sign in {"s", "S"}:
            continue
        yield start, end, folded(sign)
