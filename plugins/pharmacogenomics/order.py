"""The drug that is being ordered, against what is known of its genes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chartside import (
    Age,
    CannotTell,
    EffectiveMedications,
    Fact,
    Found,
    Missing,
    NotApplicable,
    Order,
    OrderNames,
    Quiet,
    Required,
    Sex,
    Today,
    analysis,
)
from chartside.analysis import Yield
from plugins.pharmacogenomics.advice import Advice, advise, working
from plugins.pharmacogenomics.cards import card
from plugins.pharmacogenomics.drugs import drugs_of, known
from plugins.pharmacogenomics.inhibitors import taken
from plugins.pharmacogenomics.patient import (
    LIMITS,
    SOURCES,
    Coronary,
    Genes,
    Knowledge,
    Stroke,
    Variants,
    gathered,
    unseen,
)
from plugins.pharmacogenomics.populations import Person
from plugins.pharmacogenomics.release import in_use


@analysis(
    "pharmacogenomics.order",
    version="1.0.0",
    title="Pharmacogenomics of the drug being ordered",
    hooks=("order-select", "order-sign"),
    pace="instant",
    source=SOURCES,
    limits=LIMITS,
    when=OrderNames(known(in_use())),
)
def order(
    order: Order,
    genotypes: Required[Genes],
    variants: Variants,
    sex: Sex,
    age: Age,
    medications: EffectiveMedications,
    coronary: Coronary,
    stroke: Stroke,
    today: Today,
    knowledge: Knowledge,
) -> Iterator[Yield]:
    """Say what CPIC advises on the drug at the patient's genotypes, in every indication that the record leaves open."""
    drugs = drugs_of(knowledge, order.codings, order.display, order.holds)
    if order.stops or not drugs:
        yield NotApplicable(
            "the order stops a treatment" if order.stops else "no drug with a pharmacogenomic guideline"
        )
        return
    results = gathered(knowledge, genotypes, variants, sex)
    person = Person(age, {"coronary": coronary, "stroke": stroke})
    inhibitors = taken(medications, frozenset(drugs))
    read: dict[str, Found[Any] | Fact | Missing] = {
        "genotypes": genotypes,
        "variants": variants,
        "medications": medications,
        "sex": sex,
        "age": age,
        "coronary": coronary,
        "stroke": stroke,
    }
    for drug in drugs:
        advice = advise(knowledge, drug, results, person, inhibitors, unseen(knowledge, drug, read))
        told = working(advice, today)
        if advice.actions("warning", "info") or advice.changes:
            yield card(advice, today, order)
        elif not advice.branches or advice.is_indeterminate:
            yield CannotTell(
                unknown(advice), lacks={"genotypes": f"a result of {' and '.join(advice.unknown)}"}
            ).explain(**told)
        elif genotypes.unknown is not None and not advice.actions("quiet"):
            yield CannotTell(f"{drug}: {genotypes.unknown}", lacks={"genotypes": "all results"}).explain(**told)
        else:
            yield Quiet(settled(advice)).explain(**told)


def unknown(advice: Advice) -> str:
    """Return what is not known of a drug's genes, so that nobody takes silence for a standard dose."""
    if not advice.genes:
        return f"{advice.drug}: no recommendation is in the tables"
    if not advice.calls:
        return f"{advice.drug}: no result of {' or '.join(advice.genes)}; this says nothing about the dose"
    if not advice.is_indeterminate and not advice.branches:
        told = "; ".join(f"{c.gene} {c.diplotype or c.phenotype}" for c in advice.calls)
        return f"{advice.drug}: what is reported ({told}) does not tell; this says nothing about the dose"
    odd = "; ".join(f"{c.gene} {c.diplotype} is {c.phenotype.lower()}" for c in advice.calls if c.phenotype)
    return f"{advice.drug}: CPIC makes no recommendation ({odd}); this does not mean a standard dose"


def settled(advice: Advice) -> str:
    """Return why there is no card."""
    genes = "; ".join(f"{c.gene} {c.diplotype or c.phenotype} {c.phenotype.lower()}" for c in advice.calls)
    said = "standard dosing" if advice.actions("quiet") else "CPIC makes no recommendation"
    return f"{advice.drug}: {said} ({genes})"
