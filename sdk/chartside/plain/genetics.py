"""Read plain genetic results: ``{"gene": "CYP2D6", "reported": "*1/*4"}``."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast, get_args

from chartside.codes import Code
from chartside.explanation import GIVEN
from chartside.facts import Found, Genotype, Variant
from chartside.facts.variant import Presence
from chartside.inputs import GenotypesRequest, VariantsRequest
from chartside.plain.error import PlainFactError
from chartside.plain.listed import listed, members, quantity, words
from chartside.plain.scalar import Given, coded, moment

_GENOTYPE = "{gene, reported}, such as {gene: CYP2D6, reported: *1/*4}, with kind and effective"
_KINDS = ("genotype", "haplotype", "phenotype")
_VARIANT = (
    "{gene, hgvs}, such as {gene: BRAF, hgvs: p.Val600Glu}, with display, present, allelic_state, source_class, "
    "allele_frequency, effective, change_type, specimen"
)
_ADDED = (
    "code", "display", "present", "hgvs", "allelic_state", "source_class", "allele_frequency", "effective", "change_type", "specimen",
)  # fmt: skip


def genotypes(name: str, request: GenotypesRequest, value: Any, _: Given) -> Found[Genotype]:
    """Return results as reported, of the genes asked for; an empty list says that there are none."""
    read = [_genotype(f"{GIVEN}{name}/{i}", at, one) for i, (at, one) in enumerate(listed(name, value, _GENOTYPE))]
    asked = [g for g in read if _asked(g.gene, request.genes)]
    return Found(tuple(replace(g, conflicts=_conflicts(g, asked)) for g in asked))


def variants(name: str, request: VariantsRequest, value: Any, _: Given) -> Found[Variant]:
    """Return variants of the genes asked for; one that is stated is present unless it says otherwise."""
    read = [_variant(f"{GIVEN}{name}/{i}", at, one) for i, (at, one) in enumerate(listed(name, value, _VARIANT))]
    return Found(tuple(v for v in read if _asked(v.gene, request.genes)))


def _asked(gene: str, genes: frozenset[str]) -> bool:
    return not genes or gene.upper() in {one.upper() for one in genes}


def _genotype(ref: str, name: str, value: Any) -> Genotype:
    held = members(name, value, _GENOTYPE, ("gene", "reported"), ("kind", "effective"))
    kind = words(name, held, "kind") or "genotype"
    if kind not in _KINDS:
        raise PlainFactError(f"{name}.kind: expected {', '.join(_KINDS)}")
    reported = words(name, held, "reported")
    at = moment(f"{name}.effective", held["effective"]) if held.get("effective") is not None else None
    return Genotype(words(name, held, "gene"), reported, cast("Any", kind), display=reported, effective=at, ref=ref)


def _conflicts(one: Genotype, among: list[Genotype]) -> tuple[str, ...]:
    if one.kind == "haplotype":
        return ()
    alike = (g for g in among if (g.gene.upper(), g.kind) == (one.gene.upper(), one.kind))
    return tuple(g.ref for g in alike if g.reported.upper() != one.reported.upper())


def _variant(ref: str, name: str, value: Any) -> Variant:
    held = members(name, value, _VARIANT, ("gene",), _ADDED)
    codes: tuple[Code, ...] = ()
    display = ""
    if held.get("code") is not None:
        codes, display = coded(f"{name}.code", held["code"])
    expressions = held.get("hgvs", ())
    hgvs = (expressions,) if isinstance(expressions, str) else expressions
    if not isinstance(hgvs, tuple | list) or any(not isinstance(one, str) for one in hgvs):
        raise PlainFactError(f"{name}.hgvs: expected an HGVS expression, or a list of them")
    share = quantity(name, held, "allele_frequency")
    if share is not None and not 0 <= share <= 1:
        raise PlainFactError(f"{name}.allele_frequency: expected a fraction of 1")
    return Variant(
        words(name, held, "gene"),
        _present(name, held.get("present", True)),
        hgvs=tuple(hgvs),
        codings=codes,
        display=words(name, held, "display") or display or next(iter(hgvs), ""),
        allelic_state=words(name, held, "allelic_state"),
        source_class=words(name, held, "source_class"),
        allele_frequency=share,
        effective=moment(f"{name}.effective", held["effective"]) if held.get("effective") is not None else None,
        change_type=words(name, held, "change_type"),
        specimen=words(name, held, "specimen"),
        ref=ref,
    )


def _present(name: str, value: Any) -> Presence:
    said = ("present" if value else "absent") if isinstance(value, bool) else value
    if not isinstance(said, str) or said not in get_args(Presence):
        raise PlainFactError(f"{name}.present: expected true, false, no-call or indeterminate")
    return cast("Presence", said)
