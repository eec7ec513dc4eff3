"""What CPIC advises on one drug for one patient: every branch, whether it applies, and what is not certain."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from plugins.pharmacogenomics.inhibitors import Clinical, Inhibitor, clinical
from plugins.pharmacogenomics.matching import Match, genes_of, match
from plugins.pharmacogenomics.phenotype import INDETERMINATE, NO_RESULT
from plugins.pharmacogenomics.populations import Applies, Person, applies
from plugins.pharmacogenomics.release import Guideline, Recommendation, Release
from plugins.pharmacogenomics.results import Call, Result

_MONTH = Decimal("30.4375")


@cache
def wording() -> Mapping[str, Any]:
    """Return our words for each action, and which of them need a card."""
    raw = (files("plugins.pharmacogenomics") / "knowledge" / "wording.toml").read_bytes()
    return tomllib.loads(raw.decode(), parse_float=Decimal)


@dataclass(frozen=True, slots=True)
class Branch:
    """One recommendation with whether it holds for this patient, and why."""

    match: Match
    applies: Applies
    why: str

    @property
    def recommendation(self) -> Recommendation:
        """Return what CPIC recommends."""
        return self.match.recommendation


@dataclass(frozen=True)
class Advice:
    """Everything known of one drug for one patient."""

    release: Release
    drug: str
    results: Mapping[str, Result]
    branches: tuple[Branch, ...]
    clinical: Mapping[str, Clinical]
    """Of each gene that an inhibitor slows down: what its genotype then amounts to."""
    under_inhibitor: tuple[Branch, ...] = ()
    """What would be recommended for that."""
    unseen: tuple[str, ...] = ()
    """What of the record was not there, or not whole, and could change this."""

    @property
    def genes(self) -> tuple[str, ...]:
        """Return the genes on which this drug is advised."""
        return genes_of(self.release, self.drug)

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the genes of which there is no result."""
        return tuple(gene for gene in self.genes if gene not in self.results or not self.results[gene].calls)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return where reports contradict each other."""
        return tuple(said for gene in self.genes if gene in self.results for said in self.results[gene].conflicts)

    @property
    def calls(self) -> tuple[Call, ...]:
        """Return every candidate of the drug's genes."""
        return tuple(call for gene in self.genes if gene in self.results for call in self.results[gene].calls)

    @property
    def doubts(self) -> tuple[str, ...]:
        """Return what of the results is not certain."""
        return tuple(dict.fromkeys(f"{call.gene}: {doubt}" for call in self.calls for doubt in call.doubts))

    @property
    def is_indeterminate(self) -> bool:
        """Whether some result cannot be assigned a meaning."""
        return any(call.phenotype == INDETERMINATE for call in self.calls)

    @cached_property
    def held(self) -> tuple[Branch, ...]:
        """Return the branches that hold or may hold, the gravest first."""
        order = wording()["ranks"]["order"]
        rank = {action: place for place, action in enumerate(order)}
        held = [branch for branch in self.branches if branch.applies != "no"]
        return tuple(sorted(held, key=lambda b: (b.applies != "yes", rank.get(b.recommendation.action, 0))))

    @property
    def head(self) -> Branch | None:
        """Return the branch that a card is about: the gravest of those that hold, else of those that may."""
        return self.held[0] if self.held else None

    @property
    def unknown(self) -> tuple[str, ...]:
        """Return the genes that are missing or cannot be assigned a meaning."""
        odd = {call.gene for call in self.calls if call.phenotype == INDETERMINATE}
        return tuple(gene for gene in self.genes if gene in odd or gene in self.missing) or self.genes

    @property
    def changes(self) -> bool:
        """Whether an inhibitor, or a contradiction of reports, makes worth saying what would else need no card."""
        wanted = {a for kind in ("warning", "info") for a in wording()["ranks"][kind]}
        slowed = any(b.recommendation.action in wanted for b in self.under_inhibitor if b.applies != "no")
        return bool(self.branches) and (slowed or bool(self.conflicts))

    @property
    def guideline(self) -> Guideline | None:
        """Return the guideline."""
        first = self.branches or self.under_inhibitor
        return self.release.guidelines.get(first[0].recommendation.guideline) if first else None

    def actions(self, *kinds: str) -> list[Branch]:
        """Return the held branches whose action is of these kinds (warning, info, quiet, silent)."""
        wanted = {action for kind in kinds for action in wording()["ranks"][kind]}
        return [branch for branch in self.held if branch.recommendation.action in wanted]


def advise(
    release: Release,
    drug: str,
    results: Mapping[str, Result],
    person: Person,
    inhibitors: Sequence[Inhibitor],
    unseen: Sequence[str] = (),
) -> Advice:
    """Return what CPIC advises on a drug; ``unseen`` names what of the record was not there."""
    branches = _judged(match(release, drug, results), person)
    genes = genes_of(release, drug)
    slowed = {
        call.gene: found
        for gene in genes
        if gene in results
        for call in results[gene].calls[:1]
        if len(results[gene].calls) == 1 and (found := clinical(release, call, inhibitors))
    }
    other: tuple[Branch, ...] = ()
    if any(found.phenotype != results[gene].calls[0].phenotype for gene, found in slowed.items()):
        changed = {
            gene: Result(
                gene, (Call(gene, "", slowed[gene].phenotype, slowed[gene].score, frozenset({slowed[gene].score})),)
            )
            if gene in slowed
            else result
            for gene, result in results.items()
        }
        other = _judged(match(release, drug, changed), person)
    return Advice(release, drug, results, branches, slowed, other, tuple(unseen))


def _judged(matches: Sequence[Match], person: Person) -> tuple[Branch, ...]:
    return tuple(Branch(one, *applies(one.recommendation.population, person)) for one in matches)


_BY = re.compile(r"\d+(?:-\d+)?%")
_DOSED = ("REDUCE_DOSE", "INCREASE_DOSE", "LIMIT_DOSE", "STANDARD", "STANDARD_TITRATION")


def how_much(action: str, quantity: str) -> str:
    """Return the quantity of an action in words that cannot be misread; nothing where it belongs to what is done if the rest fails."""
    if not quantity or action not in _DOSED:
        return ""
    if _BY.fullmatch(quantity):  # of a standard dose it is what may follow later, which the care says
        return f"by {quantity}" if action in ("REDUCE_DOSE", "INCREASE_DOSE") else ""
    return quantity


def months_old(release: Release, today: date) -> int:
    """Return how many whole months ago the facts were read."""
    return int((today - date.fromisoformat(release.date)).days / _MONTH)


def working(advice: Advice, today: date) -> dict[str, Any]:
    """Return the explanation's working: drug, genes, recommendations, what is missing or in doubt, and the knowledge."""
    genes = {gene: _gene(advice, gene) for gene in advice.genes if gene not in advice.missing}
    optional = {
        "missing": [*advice.missing, *advice.unseen],
        "conflicts": list(advice.conflicts),
        "doubts": list(advice.doubts),
        "underInhibitor": [_line(branch) for branch in advice.under_inhibitor],
    }
    return {
        "drug": advice.drug,
        "genes": genes,
        "recommendations": [_line(branch) for branch in advice.branches],
        **{name: value for name, value in optional.items() if value},
        "knowledge": {
            "version": advice.release.version,
            "date": advice.release.date,
            "sha256": advice.release.sha256,
            "monthsOld": months_old(advice.release, today),
        },
    }


def _gene(advice: Advice, gene: str) -> dict[str, Any]:
    calls = advice.results[gene].calls
    several = [_call(call) for call in calls]
    one = several[0] if len(several) == 1 else _call(_merged(calls))
    slowed = advice.clinical.get(gene)
    if slowed is not None:
        one["clinical"] = {
            "phenotype": slowed.phenotype,
            "activityScore": slowed.score,
            "inhibitor": slowed.inhibitor.drug,
            "strength": slowed.inhibitor.strength,
        }
    return one | ({"candidates": several} if len(several) > 1 else {})


def _merged(calls: Sequence[Call]) -> Call:
    def joined(values: Sequence[str]) -> str:
        return " or ".join(dict.fromkeys(value for value in values if value))

    return Call(
        calls[0].gene,
        joined([c.diplotype for c in calls]),
        joined([c.phenotype for c in calls]),
        joined([c.score for c in calls]),
        facts=calls[0].facts,
    )


def _call(call: Call) -> dict[str, Any]:
    said = {"diplotype": call.diplotype, "phenotype": call.phenotype, "activityScore": call.score}
    made: dict[str, Any] = {name: value for name, value in said.items() if value}
    return made | ({"reported": call.when.plain} if call.when is not None else {})


def _line(branch: Branch) -> dict[str, Any]:
    one = branch.recommendation
    line: dict[str, Any] = {
        "population": one.population,
        "strength": one.strength,
        "action": one.action,
        "quantity": one.quantity,
        "care": one.care,
        "id": one.id,
        "guideline": one.guideline,
        "applies": branch.applies,
        "why": branch.why,
        "for": {call.gene: call.diplotype or call.phenotype for call in branch.match.calls if call.keys != {NO_RESULT}},
    }
    return {name: value for name, value in line.items() if value not in ("", {})} | {"quantity": one.quantity}
