"""Genes that are reported variant by variant: what the variants mean together when nobody says which lie on one strand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from chartside import Variant
from plugins.pharmacogenomics.alleles import Known, names
from plugins.pharmacogenomics.phenotype import INDETERMINATE, NO_SCORE, phenotype_of, scored
from plugins.pharmacogenomics.release import Release
from plugins.pharmacogenomics.results import Call

_CODING = re.compile(r"(?:c|m)\.[^\s,;()]+")
_NORMAL = "1.0"
_TWO = 2


def of_variants(release: Release, gene: str, found: Sequence[Variant]) -> tuple[Call, ...]:
    """Return what the variants of one gene mean; nothing where none was found and none was looked for."""
    present = sorted(
        (one for one in found if one.present == "present"), key=lambda one: (_name(one), one.allelic_state)
    )
    looked_for = [one for one in found if one.present == "absent"]
    if not present and not looked_for:
        return ()
    known = [(one, _known(release, gene, one)) for one in present]
    doubts = [f"variant {_name(one)} is not in the tables of {release.date}" for one, allele in known if allele is None]
    doubts += [f"{_name(one)} alone is provisional" for one, allele in known if allele and allele.provisional]
    if not present:
        doubts.append(f"none of {len(looked_for)} variants that were looked for was found; others were not looked for")
    facts = tuple(found)
    label = " + ".join(f"{_name(one)}{_zygosity(one)}" for one in present) or "none of the variants looked for"
    if gene == "DPYD":
        score = _dpyd(known)
        if len(present) > 1:
            doubts.append("which of the variants lie on one strand is not known: the two lowest count")
        phenotype = phenotype_of(release, gene, score)
        return (Call(gene, label, phenotype, score, frozenset({score}), tuple(dict.fromkeys(doubts)), facts),)
    phenotype = _pair(release, gene, known)
    return (Call(gene, label, phenotype, "", frozenset({phenotype}), tuple(dict.fromkeys(doubts)), facts),)


def _dpyd(known: Iterable[tuple[Variant, Known | None]]) -> str:
    values: list[str] = []
    for one, allele in known:
        if allele is None or not allele.allele.activity:
            return NO_SCORE
        values += [allele.allele.activity] * (_TWO if _homozygous(one) else 1)
    values += [_NORMAL] * _TWO
    return scored(sorted(values, key=Decimal)[:_TWO])


def _pair(release: Release, gene: str, known: Sequence[tuple[Variant, Known | None]]) -> str:
    """Return the phenotype of what is not scored: the variants beside the reference."""
    if any(allele is None for _, allele in known):
        return INDETERMINATE
    functions = [a.allele.function for one, a in known if a for _ in range(_TWO if _homozygous(one) else 1)]
    reference = names(release, gene).find("reference")
    if gene in release.about["haploid"]["genes"]:
        worst = sorted(set(functions), key=lambda f: (not f.startswith("Increased"), not f.startswith("Uncertain")))
        functions = worst[:1] or ([reference.allele.function] if reference else [])
    else:
        odd = [f for f in functions if not f.startswith("Normal")]
        filled = odd[:_TWO] + [reference.allele.function if reference else ""] * (_TWO - len(odd[:_TWO]))
        functions = filled
    return release.phenotypes.get((gene, tuple(sorted(functions))), INDETERMINATE)


def _known(release: Release, gene: str, one: Variant) -> Known | None:
    found = names(release, gene)
    return next((known for name in _spelt(one) if (known := found.find(name))), None)


def _spelt(one: Variant) -> Iterator[str]:
    for text in (*one.hgvs, one.display, *(c.display for c in one.codings), *(c.value for c in one.codings)):
        if text:
            yield text
            yield from _CODING.findall(text)


def _name(one: Variant) -> str:
    coding = next((match[0] for text in (*one.hgvs, one.display) if (match := _CODING.search(text))), "")
    return coding or one.display or next((c.value for c in one.codings), "a variant")


def _homozygous(one: Variant) -> bool:
    return one.allelic_state.casefold().startswith(("homozyg", "hemizyg"))


def _zygosity(one: Variant) -> str:
    return " (homozygous)" if _homozygous(one) else ""
