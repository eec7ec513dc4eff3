"""What a diplotype means: activity score and phenotype by CPIC's tables, recomputed whatever a report says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from plugins.pharmacogenomics.alleles import names
from plugins.pharmacogenomics.diplotype import Copies, Diplotype
from plugins.pharmacogenomics.release import Allele, Release

INDETERMINATE, NO_SCORE, NO_RESULT = "Indeterminate", "n/a", "No Result"
AT_LEAST = "≥"
_LOW_DPYD = 2
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Meaning:
    """Phenotype, activity score where the gene has one, the value by which recommendations are joined, and what is not certain."""

    phenotype: str
    score: str = ""
    key: str = ""
    doubts: tuple[str, ...] = ()


def meaning(release: Release, gene: str, diplotype: Diplotype, sex: str = "") -> Meaning:
    """Return what a diplotype means; ``sex`` matters for what lies on the X chromosome."""
    doubts = [diplotype.doubt, *_unknown(release, gene, diplotype)]
    if gene in release.about["scored"]["genes"]:
        score = _score(release, gene, diplotype)
        phenotype = phenotype_of(release, gene, score)
        return Meaning(phenotype, score, score, _said(doubts))
    functions = [function for strand in diplotype.strands for function in _functions(release, gene, strand)]
    wanted = 2
    if gene in release.about["haploid"]["genes"]:
        functions, wanted = sorted(set(functions)), 1
    elif gene in release.about["x_linked"]["genes"]:
        functions, wanted, doubt = _of_x(functions, sex)
        doubts.append(doubt)
    phenotype = INDETERMINATE
    if len(functions) == wanted and "" not in functions:
        phenotype = release.phenotypes.get((gene, tuple(sorted(functions))), INDETERMINATE)
    elif len(functions) != wanted and "" not in functions:
        doubts.append(f"{len(functions)} allele{'s' * (len(functions) != 1)} reported where {wanted} were expected")
    return Meaning(phenotype, key=phenotype, doubts=_said(doubts))


def phenotype_of(release: Release, gene: str, score: str) -> str:
    """Return the phenotype of an activity score, by ranges."""
    if score == NO_SCORE:
        return INDETERMINATE
    value = Decimal(score.removeprefix(AT_LEAST))
    for highest, phenotype in release.about["bands"][gene]:
        if not highest or value <= Decimal(highest):
            return str(phenotype)
    return INDETERMINATE


def scored(values: Iterable[str]) -> str:
    """Add up activity values as CPIC writes them: ``≥`` in one is ``≥`` in the sum."""
    several = list(values)
    if any(not value or value == NO_SCORE for value in several):
        return NO_SCORE
    total = sum((Decimal(value.removeprefix(AT_LEAST)) for value in several), _ZERO)
    return (AT_LEAST if any(value.startswith(AT_LEAST) for value in several) else "") + written(total)


def written(score: Decimal) -> str:
    """Write a score as CPIC does: one place at least."""
    plain = f"{score.normalize():f}"
    return plain if "." in plain else f"{plain}.0"


def _score(release: Release, gene: str, diplotype: Diplotype) -> str:
    if gene == "DPYD":
        return dpyd_score([[_activity(release, gene, copy) for copy in strand] for strand in diplotype.strands])
    if len(diplotype.strands) != _LOW_DPYD:
        return NO_SCORE
    return scored(_activity(release, gene, copy) for strand in diplotype.strands for copy in strand)


def dpyd_score(strands: list[list[str]]) -> str:
    """Return the score of DPYD: of each strand its lowest value, because one broken variant breaks the gene."""
    lowest = []
    for values in strands:
        if "" in values or not values:
            return NO_SCORE
        lowest.append(min(values, key=Decimal))
    return scored(lowest) if len(lowest) == _LOW_DPYD else NO_SCORE


def _activity(release: Release, gene: str, copy: Copies) -> str:
    allele = _allele(release, gene, copy.name)
    if allele is None or not allele.activity:
        return ""
    if copy.count == 1:
        return allele.activity
    return written(Decimal(allele.activity.removeprefix(AT_LEAST)) * copy.count)


def _functions(release: Release, gene: str, strand: tuple[Copies, ...]) -> list[str]:
    """Return the function of a strand; the empty word for what nobody knows."""
    found = [allele.function if (allele := _allele(release, gene, copy.name)) else "" for copy in strand]
    if gene in release.about["haploid"]["genes"]:
        return _worst(found)
    return found if len(found) == 1 else [_together(found)]


def _worst(found: list[str]) -> list[str]:
    """Return what the variants of the one mitochondrial strand mean together: the gravest word."""
    for word in ("Increased", "", "Uncertain"):
        grave = [f for f in found if (f.startswith(word) if word else not f)]
        if grave:
            return grave[:1]
    return found[:1]


def _together(found: list[str]) -> str:
    """Return the function of several variants of one strand: the same if they agree, else that of the only one that is not normal."""
    odd = {f for f in found if not f.startswith(("Normal", "IV/"))}
    if not odd:
        return found[0]
    return odd.pop() if len(odd) == 1 else ""


def _of_x(functions: list[str], sex: str) -> tuple[list[str], int, str]:
    """Return what counts of a gene on the X chromosome, how many alleles are expected, and what is doubtful."""
    if sex == "male":
        if len(set(functions)) > 1:
            return [""], 1, "two different alleles of a gene of which a man has one"
        return functions[:1], 1, ""
    if sex == "female":
        return functions, 2, ""
    return (
        functions,
        2,
        ""
        if len(functions) > 1
        else "whether one or two alleles are to be expected depends on sex, which is not known",
    )


def _allele(release: Release, gene: str, name: str) -> Allele | None:
    known = names(release, gene).find(name)
    return known.allele if known else None


def _unknown(release: Release, gene: str, diplotype: Diplotype) -> list[str]:
    said = []
    for copy in dict.fromkeys(copy for strand in diplotype.strands for copy in strand):
        known = names(release, gene).find(copy.name)
        if known is None:
            said.append(f"allele {copy.name} is not in the tables of {release.date}")
        elif known.provisional:
            said.append(f"{copy.name} alone stands for {known.allele.name} only until the decisive position is known")
    return said


def _said(doubts: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(doubt for doubt in doubts if doubt))
