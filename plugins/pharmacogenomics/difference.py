"""What another release would change: of each table, and of what this site's patients would be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from plugins.pharmacogenomics.phenotype import phenotype_of
from plugins.pharmacogenomics.release import Recommendation, Release


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: in which table, of what, from what to what; empty where there was, or will be, nothing."""

    table: str
    what: str
    was: str
    now: str


def differences(old: Release, new: Release) -> Iterator[Change]:
    """Yield every difference that changes an answer: alleles, recommendations, guidelines, levels."""
    for gene in sorted({*old.alleles, *new.alleles}):
        before, after = old.alleles.get(gene, {}), new.alleles.get(gene, {})
        for name in sorted({*before, *after}):
            was, now = (f"{a.function} {a.activity}".strip() if a else "" for a in (before.get(name), after.get(name)))
            if was != now:
                yield Change("alleles", f"{gene} {name}", was, now)
    rows = [{_named(r): r for several in one.recommendations.values() for r in several} for one in (old, new)]
    for name in sorted({*rows[0], *rows[1]}):
        was, now = (_said(one[name]) if name in one else "" for one in rows)
        if was != now:
            yield Change("recommendations", name, was, now)
    for drug in sorted({*old.levels, *new.levels}):
        levels = old.levels.get(drug, {}), new.levels.get(drug, {})
        for gene in sorted({*levels[0], *levels[1]}):
            was, now = levels[0].get(gene, ""), levels[1].get(gene, "")
            if was != now:
                yield Change("pairs", f"{drug} and {gene}", was, now)


def _named(one: Recommendation) -> str:
    key = ", ".join(f"{gene} {value}" for gene, value in sorted(one.key.items()))
    return f"{one.drug}, {one.population}: {key}"


def _said(one: Recommendation) -> str:
    return " ".join(part for part in (one.action, one.quantity, f"({one.strength})", one.care) if part)


def phenotype_changes(old: Release, new: Release) -> Iterator[Change]:
    """Yield the activity scores whose phenotype is another."""
    for gene in sorted({*old.scores} & {*new.scores}):
        for score in sorted({*old.scores[gene]} & {*new.scores[gene]}):
            was, now = phenotype_of(old, gene, score), phenotype_of(new, gene, score)
            if was != now:
                yield Change("scores", f"{gene} {score}", was, now)
