"""Ask for genetic results, as they were reported."""

from __future__ import annotations

from dataclasses import dataclass
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
    component of something else is read where it comes along: a search by code does not find it.
    """

    genes: frozenset[str] = frozenset()
    phenotypes: tuple[tuple[Code, str], ...] = ()

    def reads(self) -> tuple[Read, ...]:
        """Read the genetic observations."""
        own = frozenset(code for code, _ in self.phenotypes)
        return (Read("Observation", frozenset({GENOTYPE, HAPLOTYPE, PHENOTYPE_OF_ANY_GENE}) | own),)


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
