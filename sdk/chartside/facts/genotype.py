"""A genetic result about one gene, as the laboratory reported it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from chartside.codes import Code
from chartside.facts.fact import Fact
from chartside.moments import Moment


@dataclass(frozen=True, slots=True)
class Genotype(Fact):
    """A genotype, haplotype or phenotype in the laboratory's own words: nothing is interpreted here.

    ``gene`` is the HGNC symbol where one is stated, else empty; ``reported`` the wording (``*1/*4``, with or without the gene),
    ``codings`` the codes of the value with what they display, ``display`` the laboratory's text. ``conflicts`` names other results for
    the same gene and kind whose wording differs; of haplotypes, of which there are two, only a third differs.
    """

    gene: str
    reported: str
    kind: Literal["genotype", "haplotype", "phenotype"] = "genotype"
    gene_code: Code | None = None
    code: Code | None = None
    codings: tuple[Code, ...] = ()
    display: str = ""
    status: str = ""
    effective: Moment | None = None
    conflicts: tuple[str, ...] = ()
