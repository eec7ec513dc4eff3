"""Equations that no independent implementation here holds, transcribed once more in floats: mutation testing asked for them.

The coefficients are written down here a second time and not read from the tables, so that a wrong table and a wrong formula both show.
"""

from itertools import product
from math import exp, log

import pytest

from chartside.testing import ask
from tests.published.test_worked_examples import SCORES, results

# Goff 2013, tables A and B; recalled, and held to the table's own worked examples elsewhere. Terms of the logarithms of what they name.
PCE = {
    ("white", "female"): {
        "survival": 0.9665, "mean": -29.1817, "age": -29.799, "age2": 4.884, "tc": 13.540, "age_tc": -3.114, "hdl": -13.578,
        "age_hdl": 3.149,
        "treated": 2.019, "untreated": 1.957, "smoker": 7.574, "age_smoker": -1.665, "dm": 0.661,
    },
    ("black", "female"): {
        "survival": 0.9533, "mean": 86.6081, "age": 17.114, "tc": 0.940, "hdl": -18.920, "age_hdl": 4.475, "treated": 29.291,
        "age_treated": -6.432, "untreated": 27.820, "age_untreated": -6.087, "smoker": 0.691, "dm": 0.874,
    },
    ("white", "male"): {
        "survival": 0.9144, "mean": 61.1816, "age": 12.344, "tc": 11.853, "age_tc": -2.664, "hdl": -7.990, "age_hdl": 1.769,
        "treated": 1.797, "untreated": 1.764, "smoker": 7.837, "age_smoker": -1.795, "dm": 0.658,
    },
    ("black", "male"): {
        "survival": 0.8954, "mean": 19.5425, "age": 2.469, "tc": 0.302, "hdl": -0.307, "treated": 1.916, "untreated": 1.809,
        "smoker": 0.549, "dm": 0.645,
    },
}  # fmt: skip


@pytest.mark.parametrize(("race", "sex"), PCE)
@pytest.mark.parametrize(("treated", "smoking", "dm"), list(product((False, True), repeat=3)))
@pytest.mark.parametrize(("age", "tc", "hdl", "sbp"), [(55, 213, 50, 120), (44, 180, 65, 138), (71, 262, 33, 171)])
def test_pooled_cohort_equations(race, sex, treated, smoking, dm, age, tc, hdl, sbp):
    by = PCE[race, sex]
    a, c, h, p = log(age), log(tc), log(hdl), log(sbp)
    drug = "treated" if treated else "untreated"
    total = by["age"] * a + by.get("age2", 0) * a * a + by["tc"] * c + by.get("age_tc", 0) * a * c
    total += by["hdl"] * h + by.get("age_hdl", 0) * a * h + by[drug] * p + by.get(f"age_{drug}", 0) * a * p
    total += (by["smoker"] + by.get("age_smoker", 0) * a) * smoking + by["dm"] * dm
    expected = 1 - by["survival"] ** exp(total - by["mean"])
    given = {
        "age": age,
        "sex": sex,
        "race": race,
        "total_c": tc,
        "hdl_c": hdl,
        "sbp": sbp,
        "bp_tx": treated,
        "dm": dm,
        "smoking": smoking,
    }
    assert float(results("ascvd_pce_2013", **given)["ascvd_10y"]) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("sex", ["female", "male"])
@pytest.mark.parametrize("age", [18, 50, 83])
@pytest.mark.parametrize("creatinine", [0.5, 0.7, 0.9, 1.6])
@pytest.mark.parametrize("cystatin", [0.6, 0.8, 1.7])
def test_ckd_epi_2021_with_cystatin(sex, age, creatinine, cystatin):
    """Inker 2021, N Engl J Med 385:1737, table S10; recalled."""
    kappa, alpha = (0.7, -0.219) if sex == "female" else (0.9, -0.144)
    ratio, other = creatinine / kappa, cystatin / 0.8
    expected = (
        135 * min(ratio, 1) ** alpha * max(ratio, 1) ** -0.544 * min(other, 1) ** -0.323 * max(other, 1) ** -0.778
    )
    expected *= 0.9961**age * (0.963 if sex == "female" else 1)
    given = {"age": age, "sex": sex, "creatinine": str(creatinine), "cystatin_c": str(cystatin), "dialysis": False}
    assert float(results("egfr_cystatin", **given)["result"]) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize(
    ("egfr", "gfr"),
    [
        ("90", "G1"), ("89.99", "G2"), ("60", "G2"), ("59.99", "G3a"), ("45", "G3a"), ("44.99", "G3b"), ("30", "G3b"), ("29.99", "G4"),
        ("15", "G4"), ("14.99", "G5"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("acr", "albuminuria"), [("2.99", "A1"), ("3", "A2"), ("30", "A2"), ("30.01", "A3")])
def test_both_sides_of_every_edge_of_the_kdigo_grid(egfr, gfr, acr, albuminuria):
    found = ask(SCORES["ckd_risk"], egfr=egfr, acr=acr, dialysis=False).working
    assert (found["gfr_category"], found["albuminuria_category"]) == (gfr, albuminuria)


def test_meld_3_scores_who_is_under_eighteen_as_a_girl_or_woman_and_who_is_eighteen_by_what_was_stated():
    """OPTN policy 9: 1.33 points for candidates who are female, and for all under 18."""
    given = {
        "bilirubin": 3,
        "inr": "1.8",
        "creatinine": "1.4",
        "albumin": 3,
        "sodium_mmol_l": 132,
        "qualifying_dialysis_in_prior_7_days": False,
    }
    boys, girls = (
        {
            age: results("meld_3", registration_age_years=age, female_for_adult_meld=female, **given)["result"]
            for age in (17, 18)
        }
        for female in (False, True)
    )
    assert boys[17] == girls[17] == girls[18]
    assert girls[18] - boys[18] in (1, 2)  # 1.33 points, rounded with the rest


# D'Agostino 2008, Circulation 117:743, table 2; recalled. Terms of the logarithms of what they name.
FRAMINGHAM = {
    "female": (2.32888, 1.20904, -0.70833, 2.76157, 2.82263, 0.52873, 0.69154, 0.95012, 26.1931),
    "male": (3.06117, 1.12370, -0.93263, 1.93303, 1.99881, 0.65451, 0.57367, 0.88936, 23.9802),
}


def framingham(sex, age, tc, hdl, sbp, treated, smoking, dm):
    given = {
        "age": age,
        "sex": sex,
        "total_c": tc,
        "hdl_c": hdl,
        "sbp": sbp,
        "bp_tx": treated,
        "smoking": smoking,
        "dm": dm,
    }
    (value,) = results("framingham_2008", **given).values()
    return float(value)


@pytest.mark.parametrize("sex", FRAMINGHAM)
@pytest.mark.parametrize(("treated", "smoking", "dm"), list(product((False, True), repeat=3)))
@pytest.mark.parametrize(("age", "tc", "hdl", "sbp"), [(61, 180, 47, 124), (38, 240, 61, 150)])
def test_framingham(sex, treated, smoking, dm, age, tc, hdl, sbp):
    by_age, by_tc, by_hdl, untreated, treated_by, smoker, diabetic, survival, mean = FRAMINGHAM[sex]
    total = by_age * log(age) + by_tc * log(tc) + by_hdl * log(hdl) + (treated_by if treated else untreated) * log(sbp)
    expected = 1 - survival ** exp(total + smoker * smoking + diabetic * dm - mean)
    assert framingham(sex, age, tc, hdl, sbp, treated, smoking, dm) == pytest.approx(expected, rel=1e-6)


def test_framingham_gives_the_two_cases_of_the_paper():
    """The woman and the man that the paper works out; recalled."""
    assert framingham("female", 61, 180, 47, 124, treated=False, smoking=True, dm=False) == pytest.approx(
        0.1048, abs=0.0001
    )
    assert framingham("male", 53, 161, 55, 125, treated=True, smoking=False, dm=True) == pytest.approx(
        0.1562, abs=0.0001
    )
