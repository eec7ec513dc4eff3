"""The drugs that a patient takes already, against what is known of the genes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from chartside import (
    Age,
    CannotTell,
    Coded,
    EffectiveMedications,
    Fact,
    Found,
    Genotype,
    Missing,
    Moment,
    Quiet,
    Required,
    Sex,
    Today,
    Variant,
    analysis,
)  # fmt: skip
from chartside.analysis import Yield
from plugins.pharmacogenomics.advice import Advice, advise, working
from plugins.pharmacogenomics.cards import card
from plugins.pharmacogenomics.drugs import drugs_of
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
from plugins.pharmacogenomics.release import Release
from plugins.pharmacogenomics.results import Result

_NEW_DAYS = 30
_STRONG = ("Strong", "Moderate")


@analysis(
    "pharmacogenomics.medications",
    version="1.0.0",
    title="Pharmacogenomics of the drugs that are taken",
    hooks=("patient-view", "encounter-start"),
    pace="instant",
    source=SOURCES,
    limits=LIMITS,
)
def medications(
    medications: EffectiveMedications,
    genotypes: Required[Genes],
    variants: Variants,
    sex: Sex,
    age: Age,
    coronary: Coronary,
    stroke: Stroke,
    today: Today,
    knowledge: Knowledge,
) -> Iterator[Yield]:
    """Say of which drugs that are taken CPIC advises otherwise, strongly or moderately."""
    results = gathered(knowledge, genotypes, variants, sex)
    person = Person(age, {"coronary": coronary, "stroke": stroke})
    read: dict[str, Found[Any] | Fact | Missing] = {
        "genotypes": genotypes, "variants": variants, "medications": medications, "sex": sex, "age": age, "coronary": coronary,
        "stroke": stroke,
    }  # fmt: skip
    yield from _each(knowledge, medications, results, person, read, today)


@analysis(
    "pharmacogenomics.new_result",
    version="1.0.0",
    title="A new genotype against the drugs that are taken",
    pace="instant",
    source=SOURCES,
    limits=f"{LIMITS} Asked when a result arrives; looks at genes with a result of the last {_NEW_DAYS} days.",
)
def new_result(
    medications: EffectiveMedications,
    genotypes: Required[Genes],
    variants: Variants,
    sex: Sex,
    age: Age,
    coronary: Coronary,
    stroke: Stroke,
    today: Today,
    knowledge: Knowledge,
) -> Iterator[Yield]:
    """Say what a result of the last days means for the drugs that are taken."""
    results = gathered(knowledge, genotypes, variants, sex)
    fresh = {
        gene for gene, result in results.items() if any(_is_new(fact, today) for c in result.calls for fact in c.facts)
    }
    if not fresh:
        gaps = [
            (n, one.unknown) for n, one in (("genotypes", genotypes), ("variants", variants)) if one.unknown is not None
        ]
        if gaps:
            open_input, why = gaps[0]
            yield CannotTell(f"no new result is known: {why}", lacks={open_input: "all results"}).explain(
                missing=[open_input]
            )
        else:
            yield Quiet(f"no result of the last {_NEW_DAYS} days")
        return
    person = Person(age, {"coronary": coronary, "stroke": stroke})
    read: dict[str, Found[Any] | Fact | Missing] = {
        "genotypes": genotypes, "variants": variants, "medications": medications, "sex": sex, "age": age, "coronary": coronary,
        "stroke": stroke,
    }  # fmt: skip
    yield from _each(knowledge, medications, results, person, read, today, frozenset(fresh))


def _is_new(fact: Genotype | Variant, today: date) -> bool:
    when: Moment | None = fact.effective
    return when is not None and when.given is None and 0 <= (today - when.wall.date()).days <= _NEW_DAYS


def _each(
    release: Release,
    medicines: EffectiveMedications,
    results: Mapping[str, Result],
    person: Person,
    read: dict[str, Found[Any] | Fact | Missing],
    today: date,
    genes: frozenset[str] = frozenset(),
) -> Iterator[Yield]:
    """Yield a card for each drug that is taken and advised otherwise, and a word where there is none."""
    known: dict[str, Coded] = {}
    for one in medicines:
        for drug in drugs_of(release, one.codings or (one.code,), one.display, one.ingredients):
            known.setdefault(drug, one)
    inhibitors = taken(medicines, frozenset())
    told: list[Advice] = []
    said: list[Advice] = []
    for drug, fact in sorted(known.items()):
        if genes and not genes & set(release.genes.get(drug, ())):
            continue
        own = tuple(i for i in inhibitors if i.drug != drug)
        advice = advise(release, drug, results, person, own, unseen(release, drug, read))
        told.append(advice)
        if any(b.recommendation.strength in _STRONG for b in advice.actions("warning")):
            said.append(advice)
            yield card(advice, today, None, fact)
    if said:
        return
    open_inputs = sorted(
        {name for one in told for name in one.unseen} | {n for n in ("genotypes", "medications") if _is_open(read[n])}
    )
    worked = {one.drug: working(one, today) for one in told}
    if open_inputs:
        yield CannotTell(
            f"not known: {', '.join(open_inputs)}", lacks=dict.fromkeys(open_inputs, "the whole of it")
        ).explain(drugs=worked, missing=open_inputs)
    elif not known:
        yield Quiet("no drug that is taken has a pharmacogenomic guideline")
    else:
        yield Quiet(f"nothing to change: {', '.join(sorted(known))}").explain(drugs=worked)


def _is_open(value: Found[Any] | Fact | Missing) -> bool:
    return value.unknown is not None if isinstance(value, Found) else isinstance(value, Missing)
