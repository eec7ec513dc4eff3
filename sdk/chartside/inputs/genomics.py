"""Ask for genetic results, as they were reported."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Annotated

from chartside.codes import LOINC, Code
from chartside.facts import Found, Genotype, Variant
from chartside.inputs.read import Read

GENOTYPE, HAPLOTYPE, VARIANT = LOINC("84413-4"), LOINC("84414-2"), LOINC("69548-6")
GENE_STUDIED = LOINC("48018-6")
PHENOTYPE_OF_ANY_GENE = LOINC("53040-2", "Genetic variation's effect on drug metabolism")


@dataclass(frozen=True, slots=True)
class GenotypesRequest:
    """Genotypes, haplotypes and phenotypes of these genes (HGNC symbols; none: every gene), as reported.

    ``phenotypes`` are further codes under which a laboratory reports a phenotype of one gene, by the gene's symbol. A phenotype that is a
    component of something else is read where it comes along: a search by code does not find it. ``presences`` are codes of tests for one
    allele: what they answer is no genotype, so it is a doubt and not a fact.
    """

    genes: frozenset[str] = frozenset()
    phenotypes: tuple[tuple[Code, str], ...] = ()
    presences: tuple[Code, ...] = ()

    def reads(self) -> tuple[Read, ...]:
        """Read the genetic observations."""
        whole = self.whole()
        own = frozenset(code for code, _ in whole.phenotypes) | frozenset(whole.presences)
        return (Read("Observation", frozenset({GENOTYPE, HAPLOTYPE, PHENOTYPE_OF_ANY_GENE}) | own),)

    def whole(self) -> GenotypesRequest:
        """Return the request with the codes of every gene of the vocabulary where it names no gene."""
        if self.genes:
            return self
        every = _every_gene()
        phenotypes = tuple(dict.fromkeys((*self.phenotypes, *every.phenotypes)))
        return GenotypesRequest(frozenset(), phenotypes, tuple(dict.fromkeys((*self.presences, *every.presences))))


@cache
def _every_gene() -> GenotypesRequest:
    from chartside.vocabulary.genes import GENES, genotypes  # noqa: PLC0415 - the vocabulary is made of requests

    return genotypes(*GENES)


@dataclass(frozen=True, slots=True)
class VariantsRequest:
    """Variants of these genes (HGNC symbols; none: every gene), found or looked for and not found."""

    genes: frozenset[str] = frozenset()

    def reads(self) -> tuple[Read, ...]:
        """Read the variant observations."""
        return (Read("Observation", frozenset({VARIANT})),)


Genotypes = Annotated[Found[Genotype], GenotypesRequest()]
"""Every genotype, haplotype and phenotype."""
Variants = Annotated[Found[Variant], VariantsRequest()]
"""Every variant."""
