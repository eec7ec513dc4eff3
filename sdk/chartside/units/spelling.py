"""One unit has many spellings: find the UCUM unit that a spelling stands for."""

from __future__ import annotations

import unicodedata

from chartside.units.table import ANALYTES, AS_WRITTEN, SPELLINGS

# What differs only in blanks, braces, brackets, case, superscripts, which micro sign or which times sign was typed is one spelling.
_SAME = str.maketrans(
    {**dict.fromkeys(" \t\u00a0{}()[]^_*", ""), "\u03bc": "u", "\u2044": "/", "\u2215": "/", "\u00d7": "x"}
)
_MICRO = (("mcg", "ug"), ("mcl", "ul"), ("mcmol", "umol"))


def folded(spelling: str) -> str:
    """Return what is left of a spelling when everything is gone that does not matter."""
    short = unicodedata.normalize("NFKC", spelling).translate(_SAME).lower()
    for written, meant in _MICRO:
        short = short.replace(written, meant)
    return short


def _known() -> frozenset[str]:
    return frozenset(SPELLINGS) | {u for a in ANALYTES.values() for u in (a.canonical, *a.units)}


def _by_fold() -> dict[str, str]:
    # A single letter is too little to guess at: g and G, m and M are different units.
    units = {folded(u): u for u in sorted(KNOWN) if len(u) > 1}
    return {folded(s): u for u, spellings in SPELLINGS.items() for s in spellings} | units


KNOWN = _known()
"""Every UCUM unit of the table."""
_BY_FOLD = _by_fold()


def canonical_unit(unit: str) -> str:
    """Return the UCUM unit that a spelling stands for, or the spelling itself where the closed table does not know it."""
    written = unit.strip()
    if written in KNOWN or written in AS_WRITTEN:
        return written
    if len(unicodedata.normalize("NFKC", written)) == 1:
        return written
    return _BY_FOLD.get(folded(written), written)
