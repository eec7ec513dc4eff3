"""Join what is known of a patient's genes with what CPIC recommends for a drug."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from plugins.pharmacogenomics.phenotype import AT_LEAST, NO_RESULT, NO_SCORE
from plugins.pharmacogenomics.release import Recommendation, Release
from plugins.pharmacogenomics.results import Call, Result, absent

MOST_CANDIDATES = 64


@dataclass(frozen=True, slots=True)
class Match:
    """One recommendation and the candidates of the drug's genes that it holds for."""

    recommendation: Recommendation
    calls: tuple[Call, ...]


def genes_of(release: Release, drug: str) -> tuple[str, ...]:
    """Return the genes on which the recommendations of a drug are joined."""
    return release.genes.get(drug, ())


def match(release: Release, drug: str, found: Mapping[str, Result]) -> tuple[Match, ...]:
    """Return a recommendation for each population and each combination of candidates; none where no gene has a result."""
    genes = genes_of(release, drug)
    candidates = [found[gene].calls if gene in found and found[gene].calls else (absent(gene),) for gene in genes]
    if all(calls[0].keys == {NO_RESULT} for calls in candidates):
        return ()
    rows = release.recommendations[drug]
    listed = {gene: frozenset(row.key[gene] for row in rows) for gene in genes}
    made: list[Match] = []
    for calls in list(product(*candidates))[:MOST_CANDIDATES]:
        keys = [_keys(call, listed[call.gene]) for call in calls]
        wanted = dict(zip(genes, keys, strict=True))
        made += [Match(row, calls) for row in rows if all(row.key[gene] in wanted[gene] for gene in genes)]
    return tuple(_once(made))


def _keys(call: Call, listed: frozenset[str]) -> frozenset[str]:
    """Return the values under which the drug's table lists a candidate: scores above the listed ones count as the highest ``≥``."""
    exact = call.keys & listed
    if exact or call.keys & {NO_RESULT}:
        return exact
    found = {_listed(key, listed) for key in call.keys}
    if call.keys and not found - {""} and NO_RESULT in listed and not _is_scored(call):
        # What is reported of this gene says nothing of what this drug asks for: HLA-B*57:01 nothing of *58:01.
        return frozenset({NO_RESULT})
    return frozenset(found - {""})


def _is_scored(call: Call) -> bool:
    return bool(call.score)


def _listed(key: str, listed: frozenset[str]) -> str:
    if not key or key == NO_SCORE or not key.removeprefix(AT_LEAST).replace(".", "", 1).isdigit():
        return ""
    value = Decimal(key.removeprefix(AT_LEAST))
    below = [one for one in listed if one.startswith(AT_LEAST) and Decimal(one.removeprefix(AT_LEAST)) <= value]
    return max(below, key=lambda one: Decimal(one.removeprefix(AT_LEAST)), default="")


def _once(made: Sequence[Match]) -> Iterator[Match]:
    seen = set()
    for one in made:
        key = (one.recommendation.id, tuple((call.gene, call.diplotype, call.phenotype) for call in one.calls))
        if key not in seen:
            seen.add(key)
            yield one
