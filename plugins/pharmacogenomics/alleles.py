"""Find the allele of the table behind a laboratory's spelling of it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from plugins.pharmacogenomics.release import Allele, Release

_REFERENCE = frozenset(
    {"=", "wt", "wild type", "wild-type", "wildtype", "ref", "reference", "normal", "c.=", "c.[=]", "[=]"}
)
_TRANSCRIPT = re.compile(r"^(?:N[MGCR]_\d+(?:\.\d+)?|ENST\d+(?:\.\d+)?)(?:\([A-Za-z0-9-]+\))?:")
_SUBALLELE = re.compile(r"^(\*\d+[A-Z]?)\.\d{3}$")


@dataclass(frozen=True, slots=True)
class Known:
    """An allele of the table, and whether a spelling only stands for it for the time being."""

    allele: Allele
    provisional: bool = False


@cache
def spellings() -> Mapping[str, Any]:
    """Return the other spellings of alleles."""
    raw = (files("plugins.pharmacogenomics") / "knowledge" / "spellings.toml").read_bytes()
    return tomllib.loads(raw.decode())


class Names:
    """Every spelling of the alleles of one gene."""

    def __init__(self, release: Release, gene: str) -> None:
        alleles = release.alleles.get(gene, {})
        self._known: dict[str, Known] = {}
        for allele in alleles.values():
            for name in _own(allele.name):
                self._known.setdefault(_plain(name), Known(allele))
        for allele in alleles.values():  # its whole name is nobody else's
            self._known[_plain(allele.name)] = Known(allele)
        for name, of in spellings().get(gene, {}).items():
            if of in alleles:
                self._known[_plain(name)] = Known(alleles[of])
        for name, of in spellings()["provisional"].get(gene, {}).items():
            if of in alleles:
                self._known[_plain(name)] = Known(alleles[of], provisional=True)
        self._reference = next((a for name, a in alleles.items() if "reference" in name.casefold()), None)

    def find(self, name: str) -> Known | None:
        """Return the allele that a laboratory's name stands for; None for one that is not in the table."""
        name = _TRANSCRIPT.sub("", name.strip()).strip("[]() ") if ":" in name else name.strip()
        if name.casefold() in _REFERENCE:
            return Known(self._reference) if self._reference else self._known.get("*1")
        sub = _SUBALLELE.match(name)
        return self._known.get(_plain(sub[1] if sub else name))


def _own(name: str) -> list[str]:
    """Return the names that an allele's own name holds: ``c.1905+1G>A (*2A)`` is either."""
    bare, _, inner = name.partition(" (")
    found = [name, bare]
    if inner.startswith(("*", "Hap")):
        found.append(inner.rstrip(")"))
    found += [part for part in re.split(r",\s*", bare) if not part.startswith("c.")]
    return found


def _plain(name: str) -> str:
    return re.sub(r"\s+", " ", name.strip()).casefold().replace("->", ">")


@cache
def names(release: Release, gene: str) -> Names:
    """Return the spellings of a gene's alleles."""
    return Names(release, gene)
