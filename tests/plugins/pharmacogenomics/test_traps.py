"""What simple implementations get wrong, each trap by its number in the specification."""

import pytest

from tests.plugins.pharmacogenomics.asking import (
    actions,
    branches,
    condition,
    draft,
    genotype,
    medicine,
    order,
    person,
    phenotype,
    variant,
    words,
    working,
)  # fmt: skip


def gene(result, name):
    return working(result)["genes"][name]


@pytest.mark.parametrize(
    ("diplotype", "score", "phenotype"),
    [
        ("*10/*10", "0.5", "Intermediate Metabolizer"),
        ("*9/*41", "0.5", "Intermediate Metabolizer"),
        ("*14/*17", "1.0", "Intermediate Metabolizer"),
        ("*29/*59", "1.0", "Intermediate Metabolizer"),
        ("*36/*68", "0.0", "Poor Metabolizer"),
        ("*13/*1", "1.0", "Intermediate Metabolizer"),
        ("*1/*10", "1.25", "Normal Metabolizer"),
        ("*1/*2", "2.0", "Normal Metabolizer"),
        ("*1x2/*41", "2.25", "Normal Metabolizer"),
        ("*1x2/*9", "2.25", "Normal Metabolizer"),
        ("*2x2/*17", "2.5", "Ultrarapid Metabolizer"),
    ],
)
def test_trap_01_cyp2d6_values_and_a_score_of_one_is_intermediate(diplotype, score, phenotype):
    said = gene(order("codeine", genotype("CYP2D6", diplotype)), "CYP2D6")
    assert (said["activityScore"], said["phenotype"]) == (score, phenotype)


def test_trap_01_codeine_is_not_withheld_from_a_slower_normal_metabolizer():
    assert actions(order("codeine", genotype("CYP2D6", "*9/*41"))) == {"STANDARD"}


@pytest.mark.parametrize(
    ("diplotype", "scores"),
    [
        ("*1x2/*4", {"2.0"}),
        ("*4/*4xN", {"0.0"}),
        ("*1/*1x7", {"≥4.0"}),
        ("*1/*1x3", {"≥4.0"}),
        ("(*1/*4)x2", {"2.0", "1.0"}),
        ("*13 + *1/*36 + *10x2", {"1.5"}),
        ("*36+*10/*1", {"1.25"}),
        ("*1xN/*4", {"2.0", "≥3.0"}),
    ],
)
def test_trap_02_copies_and_tandems(diplotype, scores):
    said = gene(order("codeine", genotype("CYP2D6", diplotype)), "CYP2D6")
    found = {c["activityScore"] for c in said["candidates"]} if "candidates" in said else {said["activityScore"]}
    assert found == scores


def test_trap_02_a_copy_of_nobody_knows_which_is_flagged():
    result = order("codeine", genotype("CYP2D6", "(*1/*4)x2"))
    assert any("does not say of which" in doubt for doubt in working(result)["doubts"])
    assert len(working(result)["recommendations"]) == 2


def test_trap_03_unphased_variants_of_dpyd_count_as_the_two_lowest():
    found = [
        variant("DPYD", "c.1905+1G>A", id="a"),
        variant("DPYD", "c.2846A>T", id="b"),
        variant("DPYD", "c.85T>C", id="c"),
    ]
    result = order("fluorouracil", *found)
    assert (gene(result, "DPYD")["activityScore"], actions(result)) == ("0.5", {"AVOID"})
    assert result["cards"][0]["indicator"] == "critical"
    assert any("two lowest" in doubt for doubt in working(result)["doubts"])


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("c.[1905+1G>A;2846A>T];[=]", "1.0"),
        ("c.[1905+1G>A];[2846A>T]", "0.5"),
        ("Reference/c.1129-5923C>G", "1.5"),
        ("Reference/c.2846A>T", "1.5"),
        ("c.2846A>T/c.2846A>T", "1.0"),
        ("*1/*2A", "1.0"),
    ],
)
def test_trap_03_phased_it_is_the_lowest_of_each_strand(text, score):
    assert gene(order("capecitabine", genotype("DPYD", text)), "DPYD")["activityScore"] == score


def test_trap_03_the_exonic_variant_alone_is_provisional():
    result = order("capecitabine", variant("DPYD", "c.1236G>A"))
    assert gene(result, "DPYD")["activityScore"] == "1.5"
    assert any("provisional" in doubt for doubt in working(result)["doubts"])
    assert "provisional" in words(result)


@pytest.mark.parametrize(
    ("diplotype", "action", "quantity"),
    [("*1/*2", "STANDARD", None), ("*1/*3", "REDUCE_DOSE", "50% of lowest starting dose"), ("*3/*3", "AVOID", None)],
)
def test_trap_04_meloxicam_goes_by_score_and_not_by_phenotype(diplotype, action, quantity):
    result = order("meloxicam", genotype("CYP2C9", diplotype))
    [one] = working(result)["recommendations"]
    assert (one["action"], one.get("quantity")) == (action, quantity)


def test_trap_05_clopidogrel_has_three_indications():
    assert branches(order("clopidogrel", genotype("CYP2C19", "*1/*2"))) == {
        ("CVI ACS PCI", "AVOID", "Strong"),
        ("CVI non-ACS non-PCI", "NO_RECOMMENDATION", "No Recommendation"),
        ("NVI", "CONSIDER_ALTERNATIVE", "Moderate"),
    }


def offered(result):
    return [s["label"] for card in result["cards"] for s in card.get("suggestions", ())]


def test_trap_05_prasugrel_is_offered_to_nobody_who_may_have_had_a_stroke():
    stent = condition("401303003", "Acute ST segment elevation myocardial infarction")
    stroke = condition("422504002", "Ischaemic stroke")
    known = order("clopidogrel", genotype("CYP2C19", "*2/*2"), stent, stroke)
    assert "Order ticagrelor instead" in offered(known)
    assert "Order prasugrel instead" not in offered(known)
    assert "Prasugrel is not for a patient who had a stroke" in words(known)


@pytest.mark.parametrize(
    ("record", "actions_of"),
    [
        ([genotype("CYP2C19", "*2/*2"), genotype("CYP2D6", "*4/*4")], {"AVOID"}),
        ([genotype("CYP2D6", "*4/*4")], {"AVOID"}),
        ([genotype("CYP2C19", "*1/*1"), genotype("CYP2D6", "*1/*1")], {"STANDARD"}),
        ([genotype("CYP2C19", "*1/*1"), genotype("CYP2D6", "*1/*4")], {"REDUCE_DOSE"}),
    ],
)
def test_trap_06_tricyclics_are_a_matrix_with_no_result_on_either_side(record, actions_of):
    assert actions(order("amitriptyline", *record)) == actions_of


def test_trap_06_thiopurines_are_reduced_to_and_not_by():
    result = order("mercaptopurine", genotype("TPMT", "*1/*3A"), genotype("NUDT15", "*1/*1"))
    [one] = working(result)["recommendations"]
    assert (one["action"], one["quantity"]) == ("REDUCE_DOSE", "to 30-80% of standard starting dose")
    assert "reduced to, not by" in words(result)
    alone = order("azathioprine", genotype("NUDT15", "*2/*3"))
    assert actions(alone) == {"CONSIDER_ALTERNATIVE"}
    assert "No result of TPMT" in words(alone)


def test_trap_07_rosuvastatin_and_fluvastatin_are_matrices():
    rosuvastatin = order("rosuvastatin", genotype("SLCO1B1", "*1/*1"), genotype("ABCG2", "T/T"))
    assert actions(rosuvastatin) == {"LIMIT_DOSE"}
    fluvastatin = order("fluvastatin", genotype("SLCO1B1", "*5/*5"), genotype("CYP2C9", "*1/*3"))
    assert actions(fluvastatin) == {"AVOID"}


def test_trap_08_in_the_naive_patient_hla_overrides_cyp2c9():
    result = order("phenytoin", genotype("HLA-B", "*15:02/*40:01"), genotype("CYP2C9", "*1/*1"))
    assert ("PHT naive", "AVOID", "Strong") in branches(result)
    assert ("PHT use >3mos", "CAUTION_TOLERATED", "Optional") in branches(result)


def test_trap_09_one_allele_says_nothing_of_another():
    result = order("allopurinol", genotype("HLA-B", "*57:01 positive"))
    assert result["outcome"] == "cannot-tell"
    assert "says nothing about the dose" in words(result)


@pytest.mark.parametrize(
    "text", ["HLA-B*57:01:01:01/HLA-B*08:01", "*57:01/*08:01", "hla#3.33.0#HLA-B*57:01+HLA-B*08:01", "*57:01 positive"]
)
def test_trap_09_four_fields_shorten_to_two(text):
    assert branches(order("abacavir", genotype("HLA-B", text))) == {("general", "AVOID", "Strong")}


def test_trap_09_a_negative_result_excludes_nothing():
    result = order("carbamazepine", genotype("HLA-B", "*07:02/*08:01"))
    assert actions(result) == {"STANDARD"}
    assert result["cards"] == []
    reduced = order("phenytoin", genotype("HLA-B", "*07:02/*08:01"), genotype("CYP2C9", "*1/*3"))
    assert "does not exclude a severe skin reaction" in words(reduced)


@pytest.mark.parametrize(
    ("sex", "text", "phenotype"),
    [
        ("male", "A- 202A_376G", "Deficient"),
        ("male", "Mediterranean", "Deficient"),
        ("female", "B (reference)/A- 202A_376G", "Variable"),
        ("female", "A- 202A_376G/A- 202A_376G", "Deficient"),
        ("male", "B (reference)", "Normal"),
        ("female", "A- 202A_376G", "Indeterminate"),
        (None, "A- 202A_376G", "Indeterminate"),
    ],
)
def test_trap_10_g6pd_counts_x_chromosomes(sex, text, phenotype):
    result = order("rasburicase", genotype("G6PD", text), patient=person(sex=sex))
    assert gene(result, "G6PD")["phenotype"] == phenotype


def test_trap_10_a_heterozygous_woman_is_measured_and_an_enzyme_outranks_the_genotype():
    result = order("rasburicase", genotype("G6PD", "B (reference)/A- 202A_376G"))
    assert actions(result) == {"TEST_FIRST"}
    assert "enzyme activity outranks the genotype" in words(result)


def test_trap_11_mitochondria_are_one_and_a_reference_is_never_normal():
    assert actions(order("gentamicin", genotype("MT-RNR1", "m.1555A>G"))) == {"AVOID"}
    reference = order(
        "succinylcholine", genotype("RYR1", "Reference/Reference"), genotype("CACNA1S", "Reference/Reference")
    )
    assert gene(reference, "RYR1")["phenotype"] == "Uncertain Susceptibility"
    assert actions(reference) == {"CLINICAL_JUDGEMENT"}
    assert "does not exclude the risk" in words(reference)


def test_trap_12_who_expresses_cyp3a5_needs_more_tacrolimus():
    for diplotype in ("*1/*1", "*1/*3"):
        [one] = working(order("tacrolimus", genotype("CYP3A5", diplotype)))["recommendations"]
        assert (one["action"], one["quantity"]) == ("INCREASE_DOSE", "1.5 to 2 times")
    assert actions(order("tacrolimus", genotype("CYP3A5", "*3/*3"))) == {"STANDARD"}


def test_trap_14_an_inhibitor_changes_what_a_genotype_amounts_to_and_the_genotype_stays():
    result = order("codeine", genotype("CYP2D6", "*1/*1"), medicine("paroxetine 20 MG Oral Tablet"))
    said = gene(result, "CYP2D6")
    assert (said["phenotype"], said["activityScore"]) == ("Normal Metabolizer", "2.0")
    assert (said["clinical"]["phenotype"], said["clinical"]["activityScore"]) == ("Poor Metabolizer", "0.0")
    assert actions(result) == {"STANDARD"}, "what is recommended for the genotype"
    assert {line["action"] for line in working(result)["underInhibitor"]} == {"AVOID"}
    assert "in effect it is poor metabolizer" in words(result)
    moderate = gene(order("codeine", genotype("CYP2D6", "*1/*1"), medicine("duloxetine 60 MG Oral Capsule")), "CYP2D6")
    assert (moderate["clinical"]["activityScore"], moderate["clinical"]["phenotype"]) == (
        "1.0",
        "Intermediate Metabolizer",
    )


def test_trap_14_a_drug_is_no_inhibitor_of_itself():
    result = order("paroxetine", genotype("CYP2D6", "*1/*1"), medicine("paroxetine 20 MG Oral Tablet"))
    assert "clinical" not in gene(result, "CYP2D6")


def test_trap_15_two_reports_that_differ_are_both_kept():
    result = order("clopidogrel", genotype("CYP2C19", "*1/*1", "a"), genotype("CYP2C19", "*2/*2", "b"))
    assert {c["diplotype"] for c in gene(result, "CYP2C19")["candidates"]} == {"*1/*1", "*2/*2"}
    assert any("reports differ" in said for said in working(result)["conflicts"])
    assert {"AVOID", "STANDARD"} <= actions(result)
    assert "contradict each other" in words(result)


def test_trap_15_a_phenotype_that_contradicts_its_diplotype_is_shown():
    result = order("codeine", genotype("CYP2D6", "*1/*4"), phenotype("CYP2D6", "Normal metabolizer"))
    assert gene(result, "CYP2D6")["phenotype"] == "Intermediate Metabolizer"
    assert any("reported as normal metabolizer" in said for said in working(result)["conflicts"])
    assert result["cards"], "a contradiction is worth a card"


def test_trap_16_several_candidates_give_several_recommendations():
    result = order("codeine", genotype("CYP2D6", "*1/*4 or *4/*4"))
    assert actions(result) == {"STANDARD", "AVOID"}
    assert order("codeine", genotype("CYP2D6", "./."))["outcome"] == "cannot-tell"


def test_trap_17_ugt1a1_and_cyp2c19_by_their_names():
    assert gene(order("atazanavir", genotype("UGT1A1", "*1/*80")), "UGT1A1")["phenotype"] == "Indeterminate"
    assert gene(order("atazanavir", genotype("UGT1A1", "TA7/TA7")), "UGT1A1")["phenotype"] == "Poor Metabolizer"
    assert gene(order("clopidogrel", genotype("CYP2C19", "*38/*38")), "CYP2C19")["phenotype"] == "Normal Metabolizer"


@pytest.mark.parametrize(
    ("drug", "diplotype", "indicator", "said"),
    [
        ("codeine", "*1/*1x3", "critical", "Danger to life: respiratory depression"),
        ("codeine", "*4/*4", "warning", ""),
        ("tramadol", "*1/*1x3", "critical", "Danger to life"),
        ("amitriptyline", "*4/*4", "warning", ""),
    ],
)
def test_critical_is_what_endangers_life_and_nothing_else(drug, diplotype, indicator, said):
    result = order(drug, genotype("CYP2D6", diplotype))
    assert result["cards"][0]["indicator"] == indicator
    assert said in words(result)
    assert ("Danger to life" in words(result)) is (indicator == "critical")


def test_a_phenotype_alone_matches_every_score_that_it_may_be_and_says_so():
    result = order("meloxicam", phenotype("CYP2C9", "Intermediate metabolizer"))
    assert actions(result) == {"STANDARD", "REDUCE_DOSE"}
    assert any("only a phenotype" in doubt for doubt in working(result)["doubts"])
    assert "diplotype" not in gene(result, "CYP2C9")


@pytest.mark.parametrize(
    "record",
    [[], [genotype("CYP2C19", "./.")], [genotype("CYP2C19", "*1/*999")], [genotype("CYP2C9", "*1/*1")]],
    ids=len,
)
def test_nothing_unknown_becomes_a_standard_dose(record):
    result = order("citalopram", *record)
    assert result["outcome"] == "cannot-tell"
    assert result["cards"] == []
    assert "standard" not in words(result) or "does not mean a standard dose" in words(result)


def test_an_allele_that_is_not_in_the_tables_is_named():
    assert "*999 is not in the tables" in str(working(order("citalopram", genotype("CYP2C19", "*1/*999"))))


def test_a_combination_counts_and_an_isomer_is_another_drug():
    both = draft("codeine") | {
        "medicationCodeableConcept": {"text": "acetaminophen 300 MG / codeine phosphate 30 MG Oral Tablet"}
    }
    assert working(order(both, genotype("CYP2D6", "*4/*4")))["drug"] == "codeine"
    other = draft("omeprazole") | {
        "medicationCodeableConcept": {"text": "esomeprazole 20 MG Delayed Release Oral Capsule"}
    }
    assert order(other, genotype("CYP2C19", "*17/*17"))["outcome"] == "not-applicable"


def test_a_drug_that_cannot_be_resolved_is_said():
    odd = draft("codeine") | {"medicationCodeableConcept": {"text": "Grandmother's tonic"}}
    result = order(odd, genotype("CYP2D6", "*4/*4"))
    assert (result["outcome"], "drug not resolved" in result["reason"]) == ("cannot-tell", True)


def test_what_is_superseded_and_what_has_changed_since_is_said():
    assert "guideline of 2016" in words(order("ondansetron", genotype("CYP2D6", "*1x2/*1")))
    assert "CPIC changed functions of 22 TPMT alleles" in words(
        order("thioguanine", genotype("TPMT", "*3A/*3A"), genotype("NUDT15", "*1/*1"))
    )


def test_a_child_is_told_apart_and_the_other_branch_is_said_not_to_apply():
    result = order("voriconazole", genotype("CYP2C19", "*1/*17"), patient=person("2016-01-01"))
    applies = {r["population"]: r["applies"] for r in working(result)["recommendations"]}
    assert applies == {"adults": "no", "pediatrics": "yes"}
