"""What the analyses of this plugin read of a patient, and what they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from chartside import Coded, Fact, Found, Genotype, Having, Injected, Missing, Source, Variant, Word
from chartside.vocabulary.genes import GENES, genotypes, variants
from plugins.pharmacogenomics.inhibitors import table as inhibitors
from plugins.pharmacogenomics.populations import codes, table
from plugins.pharmacogenomics.release import Release, in_use
from plugins.pharmacogenomics.results import Result, results
from plugins.pharmacogenomics.variants import of_variants

_WANTED = tuple(sorted({gene for genes in in_use().genes.values() for gene in genes} | {"VKORC1", "CYP4F2"}))
OF_VARIANTS = ("CACNA1S", "CFTR", "DPYD", "MT-RNR1", "RYR1")
"""Genes that are reported variant by variant."""

Genes = Annotated[Found[Genotype], genotypes(*(gene for gene in _WANTED if gene in GENES))]
Variants = Annotated[Found[Variant], variants(*OF_VARIANTS)]
Coronary = Annotated[Found[Coded], Having("Condition", codes("coronary"), ever=True)]
Stroke = Annotated[Found[Coded], Having("Condition", codes("stroke"), ever=True)]
Knowledge = Annotated[Release, Injected("knowledge", in_use(), in_use().version, in_use().sha256)]

SOURCES = (
    Source("CPIC guidelines", "https://cpicpgx.org/guidelines/", in_use().version, in_use().date),
    *(
        Source(f"CPIC: {one.title} (PMID {one.pmid})", one.url, in_use().version, one.year)
        for one in in_use().guidelines.values()
    ),
)
LIMITS = (
    "Reads results as laboratories report them and recomputes their meaning; raw sequence data is not interpreted. Doses by weight, "
    "kidney or liver function, and other medicines than the listed inhibitors are not taken into account."
)


def gathered(
    release: Release, found: Found[Genotype], seen: Found[Variant], sex: Word | Missing
) -> Mapping[str, Result]:
    """Return what is known of each gene: from genotypes, and from variants where no genotype is reported."""
    told = "" if isinstance(sex, Missing) else sex.value
    known = dict(results(release, found, told))
    for gene in OF_VARIANTS:
        if gene in known and known[gene].calls:
            continue
        calls = of_variants(release, gene, [one for one in seen if one.gene.upper() == gene])
        if calls:
            known[gene] = Result(gene, calls)
    return known


def unseen(release: Release, drug: str, read: Mapping[str, Found[Any] | Fact | Missing]) -> tuple[str, ...]:
    """Return the names of what was not there, or not whole, and matters for a drug."""
    genes = frozenset(release.genes.get(drug, ()))
    populations = {row.population for row in release.recommendations.get(drug, ())}
    by_age, by_indication = table()["age"], table()["indication"]
    matters = {
        "genotypes": True,
        "variants": bool(genes & set(OF_VARIANTS)),
        "medications": bool(genes & {gene for gene, drugs in inhibitors().items() if isinstance(drugs, Mapping)}),
        "sex": bool(genes & set(release.about["x_linked"]["genes"])),
        "age": bool(populations & set(by_age)),
        "coronary": any("coronary" in by_indication.get(p, ()) for p in populations),
        "stroke": any("stroke" in by_indication.get(p, ()) for p in populations),
    }
    return tuple(name for name, value in read.items() if matters[name] and _is_open(value))


def _is_open(value: Found[Any] | Fact | Missing) -> bool:
    return value.unknown is not None if isinstance(value, Found) else isinstance(value, Missing)
