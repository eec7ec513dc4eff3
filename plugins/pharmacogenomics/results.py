"""What is known of each gene of a patient: every candidate, what it rests on, and where reports contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chartside import Genotype, Moment, Variant
from plugins.pharmacogenomics.diplotype import read
from plugins.pharmacogenomics.hla import statuses
from plugins.pharmacogenomics.phenotype import NO_RESULT, meaning
from plugins.pharmacogenomics.release import Release

_TWO = 2


@dataclass(frozen=True, slots=True)
class Call:
    """One candidate of a gene: diplotype, phenotype and score where they are known, and the values that recommendations join on."""

    gene: str
    diplotype: str = ""
    phenotype: str = ""
    score: str = ""
    keys: frozenset[str] = frozenset()
    doubts: tuple[str, ...] = ()
    facts: tuple[Genotype | Variant, ...] = ()

    @property
    def when(self) -> Moment | None:
        """Return when it was reported."""
        return next((fact.effective for fact in self.facts if fact.effective is not None), None)


@dataclass(frozen=True, slots=True)
class Result:
    """All candidates of one gene; none where there is no result. ``conflicts`` says where reports contradict each other."""

    gene: str
    calls: tuple[Call, ...] = ()
    conflicts: tuple[str, ...] = ()
    facts: tuple[Genotype | Variant, ...] = field(default=())


def results(release: Release, found: Iterable[Genotype], sex: str = "") -> Mapping[str, Result]:
    """Return what is known of each gene of which anything was reported."""
    by_gene: dict[str, list[Genotype]] = {}
    for one in found:
        by_gene.setdefault(one.gene.upper(), []).append(one)
    return {gene: _result(release, gene, several, sex) for gene, several in sorted(by_gene.items()) if gene}


def _result(release: Release, gene: str, found: Sequence[Genotype], sex: str) -> Result:
    if gene in release.about["typed"]:
        return _typed(release, gene, found)
    worded = [one for one in found if one.kind == "genotype"]
    halves = [one for one in found if one.kind == "haplotype"]
    reported = [one for one in found if one.kind == "phenotype"]
    calls = [call for one in worded for call in _called(release, gene, one.reported, (one,), sex)]
    if not worded and halves:
        calls = _of_halves(release, gene, halves, sex)
    calls = _distinct(calls)
    conflicts = []
    if len({_told(c) for c in calls if len(c.facts) == 1}) > 1 and len(worded) > 1:
        conflicts.append(
            f"{gene}: reports differ ({' and '.join(dict.fromkeys(c.diplotype for c in calls))}); both are kept"
        )
    said = [call for one in reported for call in _phenotype_only(release, gene, one)]
    if calls:
        own = {_key(c.phenotype) for c in calls}
        meant = " or ".join(dict.fromkeys(c.phenotype.lower() for c in calls))
        conflicts += [
            f"{gene}: reported as {call.phenotype.lower()}, but {calls[0].diplotype} is {meant}"
            for call in said
            if _key(call.phenotype) not in own
        ]
    else:
        calls = _distinct(said)
        if len({c.phenotype for c in calls}) > 1:
            conflicts.append(
                f"{gene}: reported phenotypes differ ({' and '.join(c.phenotype for c in calls)}); both are kept"
            )
    return Result(gene, tuple(calls), tuple(dict.fromkeys(conflicts)), tuple(found))


def _key(phenotype: str) -> str:
    return phenotype.casefold()


def _told(call: Call) -> str:
    return call.diplotype


def _called(release: Release, gene: str, text: str, facts: tuple[Genotype, ...], sex: str) -> Iterator[Call]:
    for diplotype in read(release, gene, text):
        made = meaning(release, gene, diplotype, sex)
        yield Call(gene, str(diplotype), made.phenotype, made.score, frozenset({made.key}), made.doubts, facts)


def _of_halves(release: Release, gene: str, halves: Sequence[Genotype], sex: str) -> list[Call]:
    """Join haplotypes to a diplotype; the same one reported once is one, unless a report says that it is there twice."""
    names = list(dict.fromkeys(half.reported for half in halves))
    twice = any("homozygous" in half.display.casefold() for half in halves)
    if len(names) == 1 and (twice or len(halves) == _TWO):
        names *= _TWO
    return list(_called(release, gene, "/".join(names), tuple(halves), sex))


def _distinct(calls: Iterable[Call]) -> list[Call]:
    """Return each candidate once, with the facts of every report that names it."""
    kept: dict[tuple[str, str, str], Call] = {}
    for call in calls:
        key = (call.diplotype, call.phenotype, call.score)
        before = kept.get(key)
        facts = tuple(dict.fromkeys((*before.facts, *call.facts))) if before else call.facts
        kept[key] = Call(call.gene, call.diplotype, call.phenotype, call.score, call.keys, call.doubts, facts)
    return list(kept.values())


def _phenotype_only(release: Release, gene: str, one: Genotype) -> Iterator[Call]:
    """Return what a report that gives only a phenotype may mean; of a gene with scores that is every score of the phenotype."""
    known = release.scores.get(gene)
    terms = set(known.values()) if known else {p for (g, _), p in release.phenotypes.items() if g == gene}
    words = (one.reported, one.display, *(code.display for code in one.codings))
    term = next((found for word in words if word and (found := term_of(word, terms))), None)
    if term is None:
        return
    doubts = ("only a phenotype is reported",)
    if known:
        keys = frozenset(score for score, phenotype in known.items() if phenotype == term)
        yield Call(
            gene,
            "",
            term,
            "",
            keys,
            (*doubts, "its activity score is not, so every one that it may be is shown"),
            (one,),
        )
    else:
        yield Call(gene, "", term, "", frozenset({term}), doubts, (one,))


_ALIKE = (
    (r"metaboli[sz](?:er|m|ation)s?", "metabolizer"), (r"\bextensive\b", "normal"), (r"\bultra-?\s?rapid\b", "ultrarapid"),
    (r"\bur?m\b", "ultrarapid metabolizer"), (r"\b[en]m\b", "normal metabolizer"), (r"\bim\b", "intermediate metabolizer"),
    (r"\bpm\b", "poor metabolizer"), (r"\brm\b", "rapid metabolizer"),
)  # fmt: skip


def term_of(text: str, terms: Iterable[str]) -> str | None:
    """Return CPIC's term in a laboratory's words; the longest that is in them."""
    said = text.casefold()
    for pattern, word in _ALIKE:
        said = re.sub(pattern, word, said)
    said = re.sub(r"\s+", " ", said)
    for term in sorted(terms, key=len, reverse=True):
        if re.search(rf"(?<!\w){re.escape(term.casefold())}(?!\w)", said):
            return term
    return None


def _typed(release: Release, gene: str, found: Sequence[Genotype]) -> Result:
    told: dict[str, dict[str, list[Genotype]]] = {}
    texts = {}
    halves = [one for one in found if one.kind == "haplotype"]
    worded: list[tuple[tuple[Genotype, ...], str]] = [
        ((one,), one.reported) for one in found if one.kind != "haplotype"
    ]
    if halves:
        worded.append((tuple(halves), "/".join(one.reported for one in halves)))
    for facts, text in worded:
        for allele, status in statuses(release, gene, text).items():
            told.setdefault(allele, {}).setdefault(status, []).extend(facts)
            texts[allele] = text
    conflicts = [f"{gene}{allele}: reports differ (positive and negative)" for allele, s in told.items() if len(s) > 1]
    named = " and ".join(dict.fromkeys(text for _, text in worded))
    calls = []
    if told:
        # One candidate holds what is told of every allele; two that differ make two.
        for status in ("positive", "negative"):
            keys = {f"{a} {status if status in s else next(iter(s))}" for a, s in told.items()}
            rested = tuple(dict.fromkeys(f for s in told.values() for several in s.values() for f in several))
            phenotype = ", ".join(sorted(keys))
            calls.append(Call(gene, named, phenotype, "", frozenset(keys), (), rested))
    return Result(gene, tuple(_distinct(calls)), tuple(conflicts), tuple(found))


def absent(gene: str) -> Call:
    """Return what stands for a gene without a result."""
    return Call(gene, keys=frozenset({NO_RESULT}))
