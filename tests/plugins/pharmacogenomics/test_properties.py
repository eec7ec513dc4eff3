"""What must hold of every result, however it is worded: order, prefix, unknown words, and the edges of every band."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chartside import Genotype, Missing
from plugins.pharmacogenomics.advice import advise
from plugins.pharmacogenomics.cards import card, detail
from plugins.pharmacogenomics.diplotype import read
from plugins.pharmacogenomics.matching import match
from plugins.pharmacogenomics.phenotype import meaning, phenotype_of, scored
from plugins.pharmacogenomics.populations import Person
from plugins.pharmacogenomics.results import results
from tests.plugins.pharmacogenomics.asking import NOW, RELEASE

STARS = {gene: [a for a in alleles if a.startswith("*")] for gene, alleles in RELEASE.alleles.items()}
STARS = {gene: alleles for gene, alleles in STARS.items() if len(alleles) > 1}
GENES = st.sampled_from(sorted(STARS))
NOBODY = Person(Missing("not-provided"), {})


@st.composite
def pairs(draw):
    gene = draw(GENES)
    one, other = draw(st.sampled_from(STARS[gene])), draw(st.sampled_from(STARS[gene]))
    return gene, one, other


def meant(gene, text):
    return [meaning(RELEASE, gene, one) for one in read(RELEASE, gene, text)]


@given(pairs())
def test_which_strand_is_named_first_does_not_matter(pair):
    gene, one, other = pair
    assert [str(d) for d in read(RELEASE, gene, f"{one}/{other}")] == [
        str(d) for d in read(RELEASE, gene, f"{other}/{one}")
    ]


@given(
    pairs(),
    st.sampled_from(
        ["{g} {a}/{b}", "{g}{a}/{g}{b}", "{g}_{a}/{b}", "{g}: {a}/{b}", " {a} / {b} ", "{a}|{b}", "{g}{a}+{g}{b}"]
    ),
)
def test_how_a_laboratory_spells_it_does_not_matter(pair, spelling):
    gene, one, other = pair
    assert meant(gene, spelling.format(g=gene, a=one, b=other)) == meant(gene, f"{one}/{other}")


@given(pairs(), st.sampled_from(["*9999", "unheard-of", "c.1A>C"]))
def test_a_strand_that_nobody_knows_makes_the_result_unknown(pair, unknown):
    gene, one, _ = pair
    assert {m.phenotype for m in meant(gene, f"{one}/{unknown}")} <= {"Indeterminate"}


@given(GENES | st.sampled_from(["DPYD", "G6PD", "HLA-B", "MT-RNR1", "RYR1", "CFTR"]), st.text(max_size=40))
@example("CYP2D6", "(*1/*4)x")
@example("CYP2D6", "*1x99999999999999999999/*1")
@example("DPYD", "c.[;];[")
@example("HLA-B", "*57")
def test_no_wording_is_a_crash_or_a_standard_dose(gene, text):
    facts = [Genotype(ref="Observation/1", gene=gene, reported=text)]
    found = results(RELEASE, facts)
    for drug, genes in RELEASE.genes.items():
        if gene in genes:
            known = {c.phenotype for c in found[gene].calls} - {"Indeterminate", ""} if gene in found else set()
            if not known:
                assert not any(
                    m.recommendation.action == "STANDARD" and len(genes) == 1 and gene != "MT-RNR1"
                    for m in match(RELEASE, drug, found)
                )


@given(st.data(), st.sampled_from(sorted(RELEASE.genes)))
def test_every_card_fits_and_names_its_basis(data, drug):
    facts = []
    for gene in RELEASE.genes[drug]:
        if gene in STARS:
            one, other = (data.draw(st.sampled_from(STARS[gene])) for _ in range(2))
            facts.append(Genotype(ref=f"Observation/{gene}", gene=gene, reported=f"{one}/{other}"))
    advice = advise(RELEASE, drug, results(RELEASE, facts), NOBODY, ())
    if advice.actions("warning", "info"):
        made = card(advice, NOW.date(), None)
        assert 0 < len(made.summary) < 140
        assert made.basis
        assert advice.guideline.pmid in made.detail
    assert detail(advice, NOW.date())


@pytest.mark.parametrize(
    ("gene", "below", "at", "above"),
    [
        (
            "CYP2D6",
            ("0.0", "Poor Metabolizer"),
            ("0.25", "Intermediate Metabolizer"),
            ("0.5", "Intermediate Metabolizer"),
        ),
        (
            "CYP2D6",
            ("0.75", "Intermediate Metabolizer"),
            ("1.0", "Intermediate Metabolizer"),
            ("1.25", "Normal Metabolizer"),
        ),
        ("CYP2D6", ("2.0", "Normal Metabolizer"), ("2.25", "Normal Metabolizer"), ("2.5", "Ultrarapid Metabolizer")),
        ("CYP2C9", ("0.0", "Poor Metabolizer"), ("0.5", "Poor Metabolizer"), ("1.0", "Intermediate Metabolizer")),
        (
            "CYP2C9",
            ("1.0", "Intermediate Metabolizer"),
            ("1.5", "Intermediate Metabolizer"),
            ("2.0", "Normal Metabolizer"),
        ),
        ("DPYD", ("0.0", "Poor Metabolizer"), ("0.5", "Poor Metabolizer"), ("1.0", "Intermediate Metabolizer")),
        (
            "DPYD",
            ("1.0", "Intermediate Metabolizer"),
            ("1.5", "Intermediate Metabolizer"),
            ("2.0", "Normal Metabolizer"),
        ),
    ],
)
def test_both_sides_of_every_band(gene, below, at, above):
    for score, phenotype in (below, at, above):
        assert phenotype_of(RELEASE, gene, score) == phenotype


@pytest.mark.parametrize("gene", sorted(RELEASE.scores))
def test_the_bands_are_those_of_cpics_own_table(gene):
    for score, phenotype in RELEASE.scores[gene].items():
        assert phenotype_of(RELEASE, gene, score) == phenotype, score


@given(st.lists(st.sampled_from(["0.0", "0.25", "0.5", "0.75", "1.0", "2.0", "≥3.0"]), min_size=2, max_size=4))
def test_a_sum_is_exact_and_at_least_stays_at_least(values):
    total = scored(values)
    assert total.startswith("≥") is any(v.startswith("≥") for v in values)
    assert Decimal(total.removeprefix("≥")) == sum(Decimal(v.removeprefix("≥")) for v in values)
    assert scored([*values, ""]) == "n/a"
