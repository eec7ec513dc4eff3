"""Genes by HGNC symbol and id, and the requests that read their results under every code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from chartside.codes import LOINC, Code
from chartside.facts import Found, Genotype
from chartside.inputs import GenotypesRequest, VariantsRequest
from chartside.vocabulary.table import Check, table

_TABLE = table("genes")
HGNC_SYSTEM = "http://www.genenames.org/geneId"


@dataclass(frozen=True, slots=True)
class Gene:
    """A gene; ``phenotypes`` are the codes under which a phenotype of it alone is reported, each with how it was checked.

    ``presences`` are the codes, recalled, under which one of its alleles is reported as present or not.
    """

    symbol: str
    hgnc: str
    checked: Check
    phenotypes: Mapping[Code, Check]
    presences: tuple[Code, ...] = ()

    @property
    def code(self) -> Code:
        """Name the gene in the code system of HGNC."""
        return Code(HGNC_SYSTEM, self.hgnc, self.symbol)


GENES: Mapping[str, Gene] = {
    symbol: Gene(
        symbol,
        entry["hgnc"],
        entry["checked"],
        _TABLE.checked(symbol),
        tuple(LOINC(value, display) for value, display in entry.get("presence", {}).items()),
    )
    for symbol, entry in _TABLE.entries.items()
}
"""Every gene of the table, by its symbol."""


def genotypes(*symbols: str) -> GenotypesRequest:
    """Ask for the genotypes and phenotypes of these genes; raise KeyError for a symbol that is not in the table."""
    own = ((code, symbol) for symbol in symbols for code in GENES[symbol].phenotypes)
    presences = (code for symbol in symbols for code in GENES[symbol].presences)
    return GenotypesRequest(frozenset(symbols), tuple(own), tuple(presences))


def variants(*symbols: str) -> VariantsRequest:
    """Ask for the variants of these genes; raise KeyError for a symbol that is not in the table."""
    return VariantsRequest(frozenset(GENES[symbol].symbol for symbol in symbols))


CYP2C19Genotypes = Annotated[Found[Genotype], genotypes("CYP2C19")]
"""Genotypes and phenotypes of CYP2C19, as reported."""
CYP2C9Genotypes = Annotated[Found[Genotype], genotypes("CYP2C9")]
"""Genotypes and phenotypes of CYP2C9, as reported."""
CYP2D6Genotypes = Annotated[Found[Genotype], genotypes("CYP2D6")]
"""Genotypes and phenotypes of CYP2D6, as reported."""
DPYDGenotypes = Annotated[Found[Genotype], genotypes("DPYD")]
"""Genotypes and phenotypes of DPYD, as reported."""
HLABGenotypes = Annotated[Found[Genotype], genotypes("HLA-B")]
"""Types of HLA-B, as reported."""
SLCO1B1Genotypes = Annotated[Found[Genotype], genotypes("SLCO1B1")]
"""Genotypes and phenotypes of SLCO1B1, as reported."""
TPMTGenotypes = Annotated[Found[Genotype], genotypes("TPMT")]
"""Genotypes and phenotypes of TPMT, as reported."""
ThiopurineGenotypes = Annotated[Found[Genotype], genotypes("TPMT", "NUDT15")]
"""Genotypes and phenotypes of TPMT and NUDT15, which are read together."""
UGT1A1Genotypes = Annotated[Found[Genotype], genotypes("UGT1A1")]
"""Genotypes and phenotypes of UGT1A1, as reported."""
