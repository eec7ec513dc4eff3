"""Warfarin: the equation against its published coefficients, every ancestry shown, and no dose where an input is missing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.pharmacogenomics.warfarin import Inputs, table, weekly_mg
from tests.plugins.pharmacogenomics.asking import ask, draft, genotype, medicine, person, words, working

# Height and weight of 170 cm and 80 kg at the age of 50, worked by hand from the coefficients of PMID 19228618.
BY_HAND = [
    ("0", "*1/*1", "White", "46.24544"),  # (5.6044 - 1.307 + 1.479 + 1.024) squared
    ("2", "*1/*1", "White", "26.04041"),  # less 1.6974
    ("1", "*3/*3", "White", "12.97440"),  # less 0.8677 and 2.3312
    ("2", "*2/*3", "Asian", "9.44456"),  # less 1.6974, 1.9206 and 0.1092
]


def inputs(vkorc1="0", cyp2c9="*1/*1", age=50, **more):
    return Inputs(
        Decimal(age), Decimal(170), Decimal(80), vkorc1, cyp2c9, **{"inducer": False, "amiodarone": False, **more}
    )


@pytest.mark.parametrize(("vkorc1", "cyp2c9", "ancestry", "dose"), BY_HAND)
def test_trap_13_the_equation_gives_what_a_hand_gives(vkorc1, cyp2c9, ancestry, dose):
    assert abs(weekly_mg(table(), inputs(vkorc1, cyp2c9), ancestry) - Decimal(dose)) < Decimal("0.01")


AGES, HEIGHTS, WEIGHTS = st.integers(18, 100), st.integers(140, 200), st.integers(40, 150)


@given(age=AGES, height=HEIGHTS, weight=WEIGHTS, ancestry=st.sampled_from(sorted(table()["iwpc"]["ancestry"])))
def test_more_sensitive_alleles_never_need_more(age, height, weight, ancestry):
    doses = [
        weekly_mg(table(), Inputs(Decimal(age), Decimal(height), Decimal(weight), n, "*1/*1", False, False), ancestry)  # noqa: FBT003
        for n in ("0", "1", "2")
    ]
    assert doses == sorted(doses, reverse=True)


def measured(code, value, unit):
    return {
        "resourceType": "Observation", "id": f"o-{code}", "status": "final", "subject": {"reference": "Patient/p1"},
        "category": [{"coding": [{"code": "vital-signs"}]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]}, "effectiveDateTime": "2026-11-01",
        "valueQuantity": {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit},
    }  # fmt: skip


BODY = [measured("8302-2", 170, "cm"), measured("29463-7", 80, "kg")]
GENES = [genotype("CYP2C9", "*1/*3"), genotype("VKORC1", "C/T")]


def warfarin(*record, born="1976-01-01"):
    return ask("pharmacogenomics.warfarin", *record, order=draft("warfarin"), patient=person(born))


def test_trap_13_each_ancestry_that_the_record_leaves_open_is_shown():
    result = warfarin(*BODY, *GENES, medicine("metformin 500 MG Oral Tablet"))
    doses = working(result)["weekly_mg"]
    assert set(doses) == {"White", "Asian", "Black or African American", "missing or mixed"}
    assert len(working(result)["recommendations"]) == 3
    for dose in doses.values():
        assert str(dose) in words(result)


@pytest.mark.parametrize(
    "text", ["C/T", "T/C", "rs9923231 reference (C)/rs9923231 variant (T)", "G/A", "-1639G/-1639A"]
)
def test_trap_13_the_forward_strand_and_the_coding_one_are_one_result(text):
    result = warfarin(*BODY, genotype("CYP2C9", "*1/*1"), genotype("VKORC1", text))
    assert working(result)["genes"]["VKORC1"]["phenotype"] == "-1639 AG"


def test_amiodarone_lowers_the_dose():
    without = working(warfarin(*BODY, *GENES))["weekly_mg"]["White"]
    result = warfarin(*BODY, *GENES, medicine("amiodarone hydrochloride 200 MG Oral Tablet"))
    assert working(result)["weekly_mg"]["White"] < without
    assert "amiodarone" in words(result)


@pytest.mark.parametrize(
    ("record", "lacks"),
    [
        ([*BODY, GENES[0]], "VKORC1"),
        ([*BODY, GENES[1]], "CYP2C9"),
        ([BODY[0], *GENES], "weight"),
        ([*BODY, genotype("CYP2C9", "*1/*8"), GENES[1]], r"CYP2C9 *1/*8"),
        ([*BODY, GENES[0], genotype("VKORC1", "C/T", "a"), genotype("VKORC1", "T/T", "b")], "VKORC1"),
    ],
    ids=str,
)
def test_without_an_input_there_is_no_dose(record, lacks):
    result = warfarin(*record)
    assert (result["outcome"], result["cards"]) == ("cannot-tell", [])
    assert lacks in result["reason"]


def test_a_child_gets_no_adult_dose():
    result = warfarin(*BODY, *GENES, born="2016-01-01")
    assert result["outcome"] == "cannot-tell"
    assert "child" in result["reason"]
