"""Everything that is known of a patient's pharmacogenes, and every drug that it matters for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chartside import Age, CannotTell, EffectiveMedications, Fact, Found, Missing, Quiet, Sex, Today, analysis
from chartside.analysis import Yield
from plugins.pharmacogenomics.advice import advise, months_old, working
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

_PARTS = ("genes", "recommendations", "conflicts", "doubts", "underInhibitor", "missing")


@analysis(
    "pharmacogenomics.summary",
    version="1.0.0",
    title="Pharmacogenomic summary",
    source=SOURCES,
    limits=LIMITS,
)
def summary(
    genotypes: Genes,
    variants: Variants,
    medications: EffectiveMedications,
    sex: Sex,
    age: Age,
    coronary: Coronary,
    stroke: Stroke,
    today: Today,
    knowledge: Knowledge,
) -> Iterator[Yield]:
    """List every gene with a result, and of each drug that the results matter for what CPIC advises."""
    results = gathered(knowledge, genotypes, variants, sex)
    known = {gene: result for gene, result in results.items() if result.calls}
    if not known:
        gaps = [
            (n, one.unknown) for n, one in (("genotypes", genotypes), ("variants", variants)) if one.unknown is not None
        ]
        if gaps:
            open_input, why = gaps[0]
            said = f"no result of any gene is known, and not all were read ({why})"
            yield CannotTell(said, lacks={open_input: "all results"}).explain(missing=[open_input])
        else:
            yield Quiet("no result of any gene")
        return
    person = Person(age, {"coronary": coronary, "stroke": stroke})
    inhibitors = taken(medications, frozenset())
    read: Mapping[str, Found[Any] | Fact | Missing] = {
        "genotypes": genotypes, "variants": variants, "medications": medications, "sex": sex, "age": age, "coronary": coronary,
        "stroke": stroke,
    }  # fmt: skip
    drugs: dict[str, dict[str, Any]] = {}
    genes: dict[str, Any] = {}
    open_inputs: set[str] = set()
    for drug, wanted in sorted(knowledge.genes.items()):
        if not set(wanted) & set(known):
            continue
        own = tuple(one for one in inhibitors if one.drug != drug)
        advice = advise(knowledge, drug, results, person, own, unseen(knowledge, drug, read))
        told = working(advice, today)
        genes |= told["genes"]
        open_inputs |= set(advice.unseen)
        drugs[drug] = {name: told[name] for name in _PARTS[1:] if name in told} | {"heads": _heads(advice.held)}
    about = {"version": knowledge.version, "date": knowledge.date, "sha256": knowledge.sha256}
    yield Quiet(f"{len(known)} genes, {len(drugs)} drugs").explain(
        genes=genes,
        drugs=drugs,
        missing=sorted(open_inputs),
        knowledge=about | {"monthsOld": months_old(knowledge, today)},
    )


def _heads(held: tuple[Any, ...]) -> str:
    """Return the gravest action that holds or may hold."""
    return str(held[0].recommendation.action) if held else "NONE"
