"""Reads the names of medicines and other chemicals out of the FDA's list of UNII names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from plugins.notes.terms.building.term import Term

_TAGGED = re.compile(r"^(.*?)\s*\[([^\]]+)\]$")
_LISTED = {
    "INN", "USAN", "VANDF", "ORANGE BOOK", "PURPLE BOOK CDER", "JAN", "MART.", "MI", "HSDB", "WHO-IP", "USP MONOGRAPH", "EP MONOGRAPH",
    "USP-RS", "IARC", "DSC", "BAN", "GREEN BOOK", "NFLIS-DRUG", "WHO-DD", "EMA EPAR", "USP", "FCC", "ISO",
}  # fmt: skip
"""Lists of medicines and poisons; the others are of foods, flavours, plants, impurities and cosmetics."""
_NAME = re.compile(r"[A-Z][A-Z0-9'./\-]*(?: [A-Z][A-Z0-9'.\-]*){0,2}")
_LIVING = re.compile(
    r"\b(VIRUS|ANTIGEN|POLLEN|DANDER|VENOM|BACTERIA|WHOLE|STREPTOCOCCUS|STAPHYLOCOCCUS|ESCHERICHIA|CLOSTRIDIUM|MYCOBACTERIUM|HAEMOPHILUS|PSEUDOMONAS"
    r"|SALMONELLA|CANDIDA|ASPERGILLUS|HUMAN|TRANSPLANTATION|EXTRACT|ROOT|LEAF|SEED|FLOWER|BARK|FRUIT)\b"
)
"""Organisms, their parts and what is made of them: they are named in texts for other reasons than that somebody took them."""
_KINDS = ("of", "cn", "bn")
_SHORTEST = 4
_LONGEST_PART = 3
_TWICE = 2


@dataclass(slots=True)
class _Substance:
    name: str
    lists: dict[str, set[str]] = field(default_factory=dict)
    """The lists in which each of its names stands."""


def unii(raw: bytes) -> Iterator[Term]:
    """Yield names of up to three words that a list of medicines or poisons has, most widely listed substances only."""
    for code, substance in _substances(raw).items():
        listed = set().union(*substance.lists.values())
        if not listed & _LISTED:
            continue
        for written, lists in substance.lists.items():
            if _useful(written, lists, listed):
                yield Term(written.lower(), "chemical", "UNII", code, substance.name.lower(), "unii")


def _substances(raw: bytes) -> dict[str, _Substance]:
    found: dict[str, _Substance] = {}
    for line in raw.decode().splitlines()[1:]:
        written, kind, code, display = line.split("\t")
        if kind not in _KINDS:
            continue
        tagged = _TAGGED.match(written)
        name, tag = (tagged[1], tagged[2]) if tagged else (written, "")
        lists = found.setdefault(code, _Substance(display)).lists.setdefault(name, set())
        if tag:
            lists.add(tag)
    return found


def _useful(written: str, lists: set[str], listed: set[str]) -> bool:
    """Tell a name that a text would use: listed itself, or the plain word for a substance that two lists have."""
    if not _NAME.fullmatch(written) or len(written) < _SHORTEST or _LIVING.search(written):
        return False
    letters = sum(sign.isalpha() for sign in written)
    if letters < len(written) * 0.7:
        return False
    if lists & _LISTED:
        return True
    return (
        " " not in written
        and len(listed & _LISTED) >= _TWICE
        and written.isalpha()
        and len(written) > _LONGEST_PART + 2
    )
