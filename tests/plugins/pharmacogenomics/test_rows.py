"""Every recommendation is reachable: some patient with such a genotype gets it, and no other one of its population."""

import itertools
from collections import Counter

import pytest

from chartside import Genotype
from plugins.pharmacogenomics.diplotype import read
from plugins.pharmacogenomics.matching import match
from plugins.pharmacogenomics.phenotype import meaning
from plugins.pharmacogenomics.results import results
from tests.plugins.pharmacogenomics.asking import RELEASE, branches, genotype, order, person, words

NO_RESULT = "No Result"
INDETERMINATE = {"n/a", "Indeterminate"}


@pytest.fixture(scope="module")
def diplotypes():
    """Return a diplotype for each value that recommendations join on, by gene."""
    made = {}
    for gene, alleles in RELEASE.alleles.items():
        of_each = {(a.function, a.activity): a.name for a in reversed(alleles.values())}
        names = list(of_each.values())
        haploid = gene in RELEASE.about["haploid"]["genes"]
        pairs = [(n,) for n in names] if haploid else list(itertools.combinations_with_replacement(names, 2))
        for pair in pairs:
            for one in read(RELEASE, gene, "/".join(pair)):
                made.setdefault((gene, meaning(RELEASE, gene, one, "female").key), "/".join(pair))
    for gene, alleles in RELEASE.about["typed"].items():
        for allele in alleles:
            made[gene, f"{allele} positive"] = f"{allele}/*03:01"
            made[gene, f"{allele} negative"] = "*03:01/*03:02"
    return made


def wanted(row, diplotypes):
    return {gene: diplotypes[gene, key] for gene, key in row.key.items() if key != NO_RESULT}


@pytest.mark.parametrize("drug", sorted(RELEASE.recommendations))
def test_every_recommendation_of_a_drug_is_reached_alone(drug, diplotypes):
    for row in RELEASE.recommendations[drug]:
        facts = [Genotype(ref=f"Observation/{g}", gene=g, reported=t) for g, t in wanted(row, diplotypes).items()]
        found = match(RELEASE, drug, results(RELEASE, facts, "female"))
        assert row.id in {one.recommendation.id for one in found}, row
        assert set(Counter(one.recommendation.population for one in found).values()) == {1}, row


def test_the_tables_hold_what_cpic_holds():
    rows = [row for several in RELEASE.recommendations.values() for row in several]
    assert sum(not row.superseded for row in rows) == 2115
    assert len({row.drug for row in rows if not row.superseded}) == 107
    assert Counter(level for genes in RELEASE.levels.values() for level in genes.values()) == {"A": 93, "B": 15}
    assert sum(len(alleles) for alleles in RELEASE.alleles.values()) == 1239


def one_of_each():
    """Return, of each drug, a row for each action and population."""
    seen = {}
    for drug, rows in RELEASE.recommendations.items():
        for row in rows:
            seen.setdefault((drug, row.action, row.population), row)
    return list(seen.values())


@pytest.mark.parametrize("row", one_of_each(), ids=lambda r: f"{r.drug}-{r.population}-{r.action}")
def test_a_patient_with_such_a_result_and_such_an_order_gets_it(row, diplotypes):
    born = "2014-01-01" if row.population == "pediatrics" else "1960-01-01"
    record = [genotype(gene, text) for gene, text in wanted(row, diplotypes).items()]
    result = order(row.drug, *record, patient=person(born))
    assert (row.population, row.action, row.strength) in branches(result)
    if row.action in ("AVOID", "REDUCE_DOSE", "TEST_FIRST", "LIMIT_DOSE", "INCREASE_DOSE", "CONSIDER_ALTERNATIVE"):
        assert result["outcome"] == "answered"
        assert result["cards"]
    if INDETERMINATE & set(row.key.values()) and row.action in ("NO_RECOMMENDATION", "NONE"):
        assert result["outcome"] == "cannot-tell"
        assert "does not mean a standard dose" in words(result)
