"""The test worth ordering: a drug of CPIC's highest level is ordered, and nothing is known of its genes."""

from __future__ import annotations

from collections.abc import Iterator

from chartside import (
    CannotTell,
    Card,
    Code,
    Draft,
    Missing,
    NotApplicable,
    Order,
    OrderNames,
    Quiet,
    Required,
    analysis,
)
from chartside.analysis import Yield
from chartside.vocabulary.genes import GENES
from plugins.pharmacogenomics.drugs import drugs_of, known
from plugins.pharmacogenomics.patient import LIMITS, SOURCES, Genes, Knowledge, Variants, gathered
from plugins.pharmacogenomics.release import in_use

_LEVEL = "A"


@analysis(
    "pharmacogenomics.missing_test",
    version="1.0.0",
    title="The pharmacogenomic test that is missing",
    hooks=("order-select", "order-sign"),
    pace="instant",
    source=SOURCES,
    limits=f"{LIMITS} Says that a test is missing, not that treatment should wait for it; a site may switch it off.",
    when=OrderNames(known(in_use())),
)
def missing_test(order: Order, genotypes: Required[Genes], variants: Variants, knowledge: Knowledge) -> Iterator[Yield]:
    """Say which genes of level A have no result for the drug that is being ordered, and offer to order the test."""
    drugs = drugs_of(knowledge, order.codings, order.display, order.holds)
    if order.stops or not drugs:
        yield NotApplicable(
            "the order stops a treatment" if order.stops else "no drug with a pharmacogenomic guideline"
        )
        return
    results = gathered(knowledge, genotypes, variants, Missing("not-provided"))
    for drug in drugs:
        wanted = [g for g, level in sorted(knowledge.levels.get(drug, {}).items()) if level == _LEVEL and g in GENES]
        lacking = [gene for gene in wanted if gene not in results or not results[gene].calls]
        if not wanted:
            yield Quiet(f"{drug}: no gene of level A")
        elif not lacking:
            yield Quiet(f"{drug}: {' and '.join(wanted)} known")
        elif genotypes.unknown is not None or variants.unknown is not None:
            open_input, why = (
                ("genotypes", genotypes.unknown) if genotypes.unknown is not None else ("variants", variants.unknown)
            )
            said = f"{drug}: whether {' and '.join(lacking)} was tested is not known ({why})"
            yield CannotTell(said, lacks={open_input: "all results"}).explain(missing=[open_input, *lacking])
        else:
            yield _card(drug, lacking, order).explain(drug=drug, missing=lacking, knowledge=knowledge.version)


def _card(drug: str, lacking: list[str], order: Order) -> Card:
    genes = " and ".join(lacking)
    made = Card(
        f"{drug.capitalize()}: no result of {genes} (CPIC level A)",
        "info",
        f"CPIC advises on {drug} by {genes}, at its highest level of evidence, and the record holds no result. A result now serves later "
        "orders too. Whether treatment waits for it is for the clinician.",
    ).because(order)
    for gene in lacking:
        made = made.suggest(f"Order {gene} genotyping").order(
            Draft(Code(GENES[gene].code.system, GENES[gene].hgnc, f"{gene} genotyping"))
        )
    return made
