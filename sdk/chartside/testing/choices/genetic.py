"""Choices for genetic results, as laboratories report them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, get_args

from chartside.facts import Found, Genotype, Variant
from chartside.inputs import GenotypesRequest, VariantsRequest
from chartside.missing import Missing
from chartside.testing.choice import REASONS, Choice, lost
from chartside.testing.choices.subject import Subject

_SYMBOL = r"[A-Z][A-Z0-9-]{1,9}"
_USUAL_GENES = ("CYP2D6", "CYP2C19")
_USUAL_RESULTS = ("*1/*1", "*1/*2", "*4/*4", "*1/*2x3", "negative", "not a result")
Present = Literal["present", "absent", "no-call", "indeterminate", ""]
_PRESENT: tuple[Present, ...] = get_args(Present)
_PHENOTYPES = ("Normal metabolizer", "Poor metabolizer", "Ultrarapid metabolizer", "Indeterminate")


def _genes(subject: Subject, asked: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(asked)[:4]) or subject.mined.like(_SYMBOL, 4) or _USUAL_GENES


def genotypes(subject: Subject, request: GenotypesRequest) -> Iterator[Choice]:
    """Yield genotypes and phenotypes of each gene: usual ones, those that the analysis knows, conflicting and unreadable ones."""
    known = (*subject.mined.like(r"\*\d.*"), *_USUAL_RESULTS)
    genes = _genes(subject, request.genes)

    def one(gene: str, said: str, number: int = 1, conflicts: tuple[str, ...] = ()) -> Genotype:
        return Genotype(
            gene,
            said,
            "phenotype" if " " in said else "genotype",
            display=gene,
            status="final",
            effective=subject.ago(days=90),
            ref=subject.ref("Observation", number),
            conflicts=conflicts,
        )

    yield Choice("none", Found())
    for gene in genes:
        for said in (*known, *_PHENOTYPES, *subject.mined.like(r"[A-Za-z]+ [Mm]etaboli[sz]er")):
            yield Choice(f"{gene} {said}", Found((one(gene, said),)))
    yield Choice("every gene", Found(tuple(one(g, known[0], n) for n, g in enumerate(genes, 1))))
    two = (one(genes[0], known[0], conflicts=(known[-1],)), one(genes[0], known[-1], 2, conflicts=(known[0],)))
    yield Choice("two that disagree", Found(two), "edge")
    yield Choice(
        "found, and more may exist",
        Found((one(genes[0], known[0]),), Missing("incomplete", "made up by the kit")),
        "edge",
    )
    yield from (lost(request, reason) for reason in REASONS)


def variants(subject: Subject, request: VariantsRequest) -> Iterator[Choice]:
    """Yield variants that are there, that are not, that could not be called, and of which the report does not say."""
    changes = (*subject.mined.like(r"[cgp]\..*", 6), "p.Val600Glu")

    def one(gene: str, change: str, present: Present, number: int = 1) -> Variant:
        return Variant(
            gene,
            present,
            hgvs=(change,),
            display=f"{gene} {change}",
            status="final",
            source_class="somatic",
            effective=subject.ago(days=90),
            ref=subject.ref("Observation", number),
        )

    yield Choice("none", Found())
    genes = _genes(subject, request.genes)
    for gene in genes:
        for change in dict.fromkeys(changes):
            for present in _PRESENT:
                yield Choice(f"{gene} {change} {present or 'unsaid'}", Found((one(gene, change, present),)))
    yield Choice(
        "found, and more may exist",
        Found((one(genes[0], changes[0], "present"),), Missing("incomplete", "made up by the kit")),
        "edge",
    )
    yield from (lost(request, reason) for reason in REASONS)
