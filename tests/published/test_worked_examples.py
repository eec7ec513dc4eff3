"""Worked examples that the papers and guidelines print; each names its place."""

import pytest

from chartside.testing import ask
from plugins.risk_scores.analyses import ANALYSES

SCORES = {one.id.partition(".")[2]: one for one in ANALYSES}
# Khan 2024, supplement: a woman of 50 years.
PREVENT = {
    "age": 50,
    "sex": "female",
    "sbp": 160,
    "bp_tx": True,
    "total_c": 200,
    "hdl_c": 45,
    "statin": False,
    "dm": True,
    "smoking": False,
    "egfr": 90,
    "bmi": 35,
}


def results(name, **facts):
    answer = ask(SCORES[name], **facts)
    assert "results" in answer.working, answer.reason
    return answer.working["results"]


@pytest.mark.parametrize(
    ("result", "published"),
    [
        ("total_cvd_10y", 0.147),
        ("ascvd_10y", 0.092),
        ("heart_failure_10y", 0.081),
        ("total_cvd_30y", 0.530),
        ("ascvd_30y", 0.354),
        ("heart_failure_30y", 0.390),
    ],
)
def test_prevent_to_the_third_decimal(result, published):
    found = results("prevent", **PREVENT)
    assert round(float(found[result]), 3) == published
    assert found["model_10y"] == found["model_30y"] == "base"


@pytest.mark.parametrize(
    ("more", "model"),
    [
        ({"hba1c": 7}, "hba1c"),
        ({"uacr": 40}, "uacr"),
        ({"sdi_decile": 8}, "sdi"),
        ({"hba1c": 7, "uacr": 40}, "full"),
        ({"hba1c": 7, "sdi_decile": 2}, "full"),
        ({"hba1c": 7, "uacr": 40, "sdi_decile": 5}, "full"),
        ({"zip": "14738"}, "base"),
    ],
)
def test_prevent_takes_the_model_that_its_predictors_call_for(more, model):
    assert results("prevent", **PREVENT, **more)["model_10y"] == model


def test_prevent_looks_thirty_years_ahead_up_to_59():
    assert "ascvd_30y" in results("prevent", **{**PREVENT, "age": 59})
    assert "ascvd_30y" not in results("prevent", **{**PREVENT, "age": 60})


@pytest.mark.parametrize(
    ("race", "sex", "published"),
    # Goff 2013, table of worked examples; 5.3 is printed for white men, whose terms as printed come to 5.38.
    [("white", "female", 2.1), ("black", "female", 3.0), ("white", "male", 5.38), ("black", "male", 6.1)],
)
def test_pooled_cohort_equations(race, sex, published):
    facts = {"age": 55, "total_c": 213, "hdl_c": 50, "sbp": 120, "bp_tx": False, "smoking": False, "dm": False}
    risk = results("ascvd_pce_2013", race=race, sex=sex, **facts)["ascvd_10y"]
    assert float(risk) * 100 == pytest.approx(published, abs=0.05)


@pytest.mark.parametrize(
    ("region", "men", "women"),
    # SCORE2 working group 2021: a smoker of 50 years, 140 mm[Hg], total cholesterol 6.3 and HDL 1.4 mmol/L.
    [("Low", 6.3, 4.3), ("Moderate", 8.1, 5.2), ("High", 8.8, 7.1), ("Very high", 15.1, 14.1)],
)
def test_score2(region, men, women):
    for sex, published in (("male", men), ("female", women)):
        facts = {"age": 50, "smoker": 1, "sbp": 140, "total_chol": 6.3, "hdl": 1.4, "diabetes": 0}
        assert round(float(results("score2", sex=sex, region=region, **facts)["risk_10y_pct"]), 1) == published


def test_meld_na_counts_sodium_only_above_11():
    # Kim 2008, OPTN policy 9: at 11 and below, sodium is not looked at.
    mild = {"bilirubin": 1.2, "inr": 1.3, "creatinine": 1.1, "dialysis_twice_past_week": False}
    assert (
        results("meld_na", **mild, sodium_mmol_l=126)["result"]
        == results("meld_na", **mild, sodium_mmol_l=137)["result"]
        <= 11
    )
    # 3.78 ln 3 + 11.2 ln 1.8 + 9.57 ln 1.4 + 6.43 = 20.38 -> 20; 20 + 1.32 * 7 - 0.033 * 20 * 7 = 24.62 -> 25.
    grave = {"bilirubin": 3, "inr": 1.8, "creatinine": 1.4, "dialysis_twice_past_week": False}
    assert results("meld_na", **grave, sodium_mmol_l=130)["result"] == 25
