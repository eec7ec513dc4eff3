"""Read what a laboratory calls a genotype: two strands, copies, tandems, and several candidates where the call is ambiguous."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from plugins.pharmacogenomics.alleles import names
from plugins.pharmacogenomics.release import Release

MANY = 3
"""From so many copies on, CPIC counts them as one."""
_NOTHING = frozenset(
    {"", ".", "./.", ".|.", "-", "no call", "no-call", "not called", "no result", "unknown", "n/a", "not tested"}
)
_COPIES = re.compile(r"^(?P<allele>.+?)\s*[x\u00d7](?P<n>\d+|[Nn]|(?:≥|>=)\s*\d+)$")
_WHOLE = re.compile(r"^\((?P<both>[^()]+/[^()]+)\)\s*[x\u00d7]\s*(?P<n>\d+|[Nn])$")
_CANDIDATES = re.compile(r"\s+or\s+|\s*;\s*|\s*\|\s*(?=[^|]*/)|\s*,\s*(?=[^,]*/)", re.IGNORECASE)
_SEVERAL = re.compile(r"\s*\+\s*(?=\*)|\s*[;,]\s*(?=c\.|NM_|rs\d)")
_BRACKETS = re.compile(
    r"^(?:[A-Z]+_\d+(?:\.\d+)?(?:\([^)]*\))?:)?c\.\[(?P<one>[^\]]*)\]\s*[;/]\s*(?:c\.)?\[(?P<other>[^\]]*)\]$"
)


@dataclass(frozen=True, slots=True)
class Copies:
    """One allele, as often as it stands on its strand; a number that the table lists is part of the name."""

    name: str
    count: int = 1

    def __str__(self) -> str:
        return self.name if self.count == 1 else f"{self.name}x{self.count}"


@dataclass(frozen=True, slots=True)
class Diplotype:
    """The alleles of each strand; one strand where there is one chromosome. ``doubt`` says what of the call is not certain."""

    strands: tuple[tuple[Copies, ...], ...]
    doubt: str = ""

    def __str__(self) -> str:
        return "/".join(" + ".join(map(str, strand)) for strand in self.strands)


def read(release: Release, gene: str, text: str) -> tuple[Diplotype, ...]:
    """Return every diplotype that the text may mean; none where it says that there is no result."""
    said = _bare(gene, text)
    if said.casefold() in _NOTHING:
        return ()
    whole = tuple(_one(release, gene, said))
    if all(_known(release, gene, one) for one in whole):
        return whole
    parts = [part for part in _CANDIDATES.split(said.strip("[]{}")) if part.strip()]
    if len(parts) > 1:
        several = dict.fromkeys(one for part in parts for one in _one(release, gene, part.strip("() ")))
        return tuple(replace(one, doubt=one.doubt or "the laboratory gives several candidates") for one in several)
    return whole


def _bare(gene: str, text: str) -> str:
    """Take the gene's own name out: ``CYP2D6*1/CYP2D6*4`` is ``*1/*4``, and a GL string's ``+`` between named alleles its ``/``."""
    said = re.sub(r"^hla#[\d.]+#", "", text.strip())
    named = re.compile(rf"(^|[/+|;,(]\s*|\bor\s+){re.escape(gene)}[\s:_]*(?=[*(\[\w.-])", re.IGNORECASE)
    if len(named.findall(said)) > 1 and "/" not in said:
        said = re.sub(rf"\s*\+\s*(?={re.escape(gene)})", "/", said, flags=re.IGNORECASE)
    said = named.sub(r"\1", said).strip()
    phased = _BRACKETS.match(said)
    if phased:  # HGVS: c.[1905+1G>A;85T>C];[=]
        said = "/".join(", ".join(f"c.{v.strip()}" for v in phased[one].split(";")) for one in ("one", "other"))
    return re.sub(r"\s*(?:diplotype|genotype|haplotype)\s*:?\s*$", "", said, flags=re.IGNORECASE)


def _one(release: Release, gene: str, said: str) -> Iterator[Diplotype]:
    found = names(release, gene)
    if found.find(said) is not None:  # a name may hold a slash: Telti/Kobe
        yield Diplotype(((Copies(_spelt(release, gene, said)),),))
        return
    doubled = _WHOLE.match(said)
    if doubled:
        first, _, second = doubled["both"].partition("/")
        doubt = "more copies are there, and the report does not say of which allele"
        for one, other in ((f"{first}x{doubled['n']}", second), (first, f"{second}x{doubled['n']}")):
            yield from (replace(d, doubt=doubt) for d in _one(release, gene, f"{one}/{other}"))
        return
    separator = "/" if "/" in said else "|"
    options = [list(_strand(release, gene, part.strip())) for part in said.split(separator)]
    made: list[tuple[tuple[Copies, ...], ...]] = [()]
    for option in options:
        made = [(*before, strand) for before in made for strand in option]
    doubt = "how many copies there are is not stated" if any(len(o) > 1 for o in options) else ""
    yield from (Diplotype(_ordered(strands), doubt) for strands in made)


def _ordered(strands: tuple[tuple[Copies, ...], ...]) -> tuple[tuple[Copies, ...], ...]:
    """Order the strands as CPIC does, so that ``*4/*1`` and ``*1/*4`` are one result."""
    return tuple(sorted(strands, key=lambda strand: [_rank(copy.name) for copy in strand]))


def _rank(name: str) -> tuple[int, int, str]:
    number = re.match(r"\*(\d+)", name)
    reference = name == "Reference" or "reference" in name
    return (0 if reference else 1, int(number[1]) if number else 0, name)


def _strand(release: Release, gene: str, said: str) -> Iterator[tuple[Copies, ...]]:
    """Return what one strand may hold: of ``*1xN`` nobody knows whether it is two or more."""
    whole = names(release, gene).find(said) is not None
    made: list[tuple[Copies, ...]] = [()]
    for part in [said] if whole else _SEVERAL.split(said.strip("[]")):
        made = [(*before, copies) for before in made for copies in _copies(release, gene, part.strip())]
    yield from made


def _copies(release: Release, gene: str, said: str) -> Iterator[Copies]:
    counted = None if names(release, gene).find(said) is not None else _COPIES.match(said)
    if counted is None:
        yield Copies(_spelt(release, gene, said))
        return
    name, stated = counted["allele"].strip(), counted["n"]
    numbers = [2, MANY] if stated.lower() == "n" else [int(re.sub(r"\D", "", stated))]
    for number in numbers:
        listed = next(
            (
                x
                for x in (f"{name}x{number}", f"{name}x≥{MANY}" if number >= MANY else "")
                if x and _is(release, gene, x)
            ),
            "",
        )
        yield Copies(listed) if listed else Copies(_spelt(release, gene, name), number)


def _is(release: Release, gene: str, name: str) -> bool:
    return name in release.alleles.get(gene, {})


def _spelt(release: Release, gene: str, said: str) -> str:
    """Return the table's own name; what only stands for it for the time being keeps its own."""
    known = names(release, gene).find(said)
    return said.strip() if known is None or known.provisional else known.allele.name


def _known(release: Release, gene: str, one: Diplotype) -> bool:
    return all(names(release, gene).find(copy.name) is not None for strand in one.strands for copy in strand)
