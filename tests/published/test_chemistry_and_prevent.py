"""LDL cholesterol, osmolality and PREVENT's predictors worked out once more in floats: mutation testing asked for them.

The terms of PREVENT are written down here a second time; its coefficients are read from the knowledge file, whose numbers are held by
the paper's worked example.
"""

from itertools import product
from math import exp, log

import pytest

from chartside.testing import ask
from plugins.risk_scores.tables import table
from tests.published.test_worked_examples import SCORES, results

MODELS = table("prevent_coefficients").content["models"]


@pytest.mark.parametrize(
    ("sodium", "glucose", "bun", "expected"),
    # 2 x sodium + glucose / 18 + urea nitrogen / 2.8, each worked by hand.
    [(140, 90, 14, 290), (140, 180, 14, 295), (140, 90, 28, 295), (120, 900, 56, 310), (150, 36, 2.8, 303)],
)
def test_osmolality(sodium, glucose, bun, expected):
    answer = ask(SCORES["osmolality"], sodium=sodium, glucose=glucose, bun=bun)
    assert float(answer.working["results"]["result"]) == pytest.approx(expected, rel=1e-9)
    shares = {t["name"]: float(t["contribution"]) for t in answer.working["terms"]}
    assert shares == pytest.approx({"sodium": 2 * sodium, "glucose": glucose / 18, "bun": bun / 2.8})


def lipids(total, hdl, triglycerides):
    """Friedewald 1972, and Sampson 2020, equation 2, in mg/dL."""
    other = total - hdl
    sampson = (
        total / 0.948
        - hdl / 0.971
        - (triglycerides / 8.56 + triglycerides * other / 2140 - triglycerides**2 / 16100)
        - 9.44
    )
    return other - triglycerides / 5, sampson, other


@pytest.mark.parametrize(
    ("total", "hdl", "triglycerides"), [(200, 50, 150), (180, 35, 399), (250, 60, 80), (320, 45, 600), (150, 80, 50)]
)
def test_ldl_cholesterol(total, hdl, triglycerides):
    found = results("ldl_cholesterol", total_cholesterol=total, hdl_cholesterol=hdl, triglycerides=triglycerides)[
        "result"
    ]
    friedewald, sampson, other = lipids(total, hdl, triglycerides)
    assert float(found["ldl_sampson_nih"]) == pytest.approx(sampson, rel=1e-8)
    assert float(found["non_hdl_cholesterol"]) == other
    told = ask(SCORES["ldl_cholesterol"], total_cholesterol=total, hdl_cholesterol=hdl, triglycerides=triglycerides)
    assert [float(term["contribution"]) for term in told.working["terms"]] == [total, hdl, triglycerides]
    if triglycerides < 400:
        assert float(found["ldl_friedewald"]) == pytest.approx(friedewald, rel=1e-8)


@pytest.mark.parametrize(
    ("triglycerides", "there"),
    [
        (399, {"ldl_friedewald", "ldl_martin_hopkins", "ldl_sampson_nih"}),
        (400, {"ldl_sampson_nih"}),
        (800, {"ldl_sampson_nih"}),
    ],
)
def test_each_estimate_of_ldl_ends_where_it_no_longer_holds(triglycerides, there):
    found = results("ldl_cholesterol", total_cholesterol=350, hdl_cholesterol=50, triglycerides=triglycerides)["result"]
    names = {"ldl_friedewald", "ldl_martin_hopkins", "ldl_sampson_nih"}
    assert {n for n in names if found.get(n) is not None} == there


def test_an_estimate_below_nothing_is_none_and_nothing_is_one():
    facts = {"hdl_cholesterol": 50, "triglycerides": 100}
    assert results("ldl_cholesterol", total_cholesterol=69, **facts)["result"].get("ldl_friedewald") is None
    assert results("ldl_cholesterol", total_cholesterol=70, **facts)["result"]["ldl_friedewald"] == 0


@pytest.mark.parametrize(("total", "hdl"), [(5.2, 1.3), (7.9, 0.9)])
def test_ldl_cholesterol_in_mmol(total, hdl):
    facts = {"total_cholesterol": total, "hdl_cholesterol": hdl, "triglycerides": 1.7, "unit": "mmol/L"}
    answer = ask(SCORES["ldl_cholesterol"], **facts)
    found = answer.working["results"]["result"]
    friedewald, sampson, other = lipids(total * 38.67, hdl * 38.67, 1.7 * 88.57)
    assert float(found["ldl_friedewald"]) == pytest.approx(friedewald / 38.67, abs=0.003)
    assert float(found["ldl_sampson_nih"]) == pytest.approx(sampson / 38.67, abs=0.003)
    assert float(found["non_hdl_cholesterol"]) == pytest.approx(other / 38.67, abs=0.001)
    assert (answer.working["unit"], found["unit"]) == ("mmol/L", "mmol/L")
    shares = {t["name"]: float(t["contribution"]) for t in answer.working["terms"]}
    assert shares == pytest.approx({n: v for n, v in facts.items() if n != "unit"}, abs=0.003)


BASE = {
    "age": 50, "sex": "female", "sbp": 130, "bp_tx": False, "total_c": 200, "hdl_c": 50, "dm": False, "smoking": False,
    "statin": False, "egfr": 90, "bmi": 27,
}  # fmt: skip


def predicted(facts, model, outcome):
    """Khan 2024, supplement, table S12: the predictors as they are centred and scaled there."""
    age, sbp, bmi, egfr = (facts["age"] - 55) / 10, facts["sbp"], facts["bmi"], facts["egfr"]
    non_hdl = (facts["total_c"] - facts["hdl_c"]) * 0.02586 - 3.5
    hdl = (facts["hdl_c"] * 0.02586 - 1.3) / 0.3
    low, high = (min(sbp, 110) - 110) / 20, (max(sbp, 110) - 130) / 20
    fat = (max(bmi, 30) - 30) / 5
    worse = (min(egfr, 60) - 60) / -15
    hba1c, sdi = facts.get("hba1c"), facts.get("sdi_decile")
    terms = {
        "age": age, "age_squared": age * age, "non_hdl": non_hdl, "hdl": hdl, "sbp_below_110": low, "sbp_from_110": high,
        "diabetes": facts["dm"], "smoking": facts["smoking"], "bmi_below_30": (min(bmi, 30) - 25) / 5, "bmi_from_30": fat,
        "egfr_below_60": worse, "egfr_from_60": (max(egfr, 60) - 90) / -15, "treated": facts["bp_tx"], "statin": facts["statin"],
        "treated_sbp": high * facts["bp_tx"], "treated_non_hdl": non_hdl * facts["statin"], "age_non_hdl": age * non_hdl,
        "age_hdl": age * hdl, "age_sbp": age * high, "age_diabetes": age * facts["dm"], "age_smoking": age * facts["smoking"],
        "age_bmi": age * fat, "age_egfr": age * worse, "constant": 1,
        "sdi_4_to_6": sdi is not None and 4 <= sdi <= 6, "sdi_7_to_10": sdi is not None and sdi >= 7, "sdi_missing": sdi is None,
        "uacr": log(facts["uacr"]) if "uacr" in facts else 0, "uacr_missing": "uacr" not in facts,
        "hba1c_with_diabetes": (hba1c - 5.3) * facts["dm"] if hba1c else 0,
        "hba1c_without_diabetes": (hba1c - 5.3) * (not facts["dm"]) if hba1c else 0, "hba1c_missing": hba1c is None,
    }  # fmt: skip
    held = MODELS[model]
    pairs = zip(held["predictors"], held[f"{facts['sex']}_{outcome}"], strict=True)
    shares = {name: float(coefficient) * terms[name] for name, coefficient in pairs}
    return 1 / (1 + exp(-sum(shares.values()))), shares


CASES = [
    {}, {"sex": "male"}, {"age": 30}, {"age": 59}, {"age": 79}, {"sbp": 109}, {"sbp": 110}, {"sbp": 111}, {"sbp": 180}, {"bmi": 29.9},
    {"bmi": 30}, {"bmi": 31}, {"bmi": 18.5}, {"egfr": 59}, {"egfr": 60}, {"egfr": 61}, {"egfr": 120}, {"dm": True}, {"smoking": True},
    {"bp_tx": True, "sbp": 150}, {"statin": True, "total_c": 260}, {"hdl_c": 80},
    {"age": 72, "dm": True, "smoking": True, "bp_tx": True, "statin": True, "sbp": 165, "bmi": 35, "egfr": 45, "total_c": 270, "hdl_c": 35},
]  # fmt: skip
OPTIONAL = [
    ("base", {}), ("hba1c", {"hba1c": 8.1}), ("uacr", {"uacr": 120}), ("sdi", {"sdi_decile": 3}), ("sdi", {"sdi_decile": 4}),
    ("sdi", {"sdi_decile": 6}), ("sdi", {"sdi_decile": 7}), ("full", {"hba1c": 6.2, "uacr": 9}), ("full", {"uacr": 30, "sdi_decile": 10}),
    ("full", {"hba1c": 5.3, "sdi_decile": 1}), ("full", {"hba1c": 9, "uacr": 300, "sdi_decile": 5}),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "optional"), list(product(CASES, OPTIONAL)))
def test_prevent_term_by_term(changed, optional):
    model, more = optional
    facts = {**BASE, **changed, **more}
    answer = ask(SCORES["prevent"], **facts)
    found = answer.working["results"]
    spans = ("10y", "30y") if facts["age"] <= 59 else ("10y",)
    assert {name.rpartition("_")[2] for name in found} == set(spans)
    for span, outcome in product(spans, ("total_cvd", "ascvd", "heart_failure", "chd", "stroke")):
        risk, _ = predicted(facts, f"{model}_{span}", outcome)
        assert float(found[f"{outcome}_{span}"]) == pytest.approx(risk, rel=1e-8)
        assert found[f"model_{span}"] == model
    _, shares = predicted(facts, f"{model}_10y", "ascvd")
    told = {t["name"]: float(t["contribution"]) for t in answer.working["terms"]}
    assert told == pytest.approx({n: s for n, s in shares.items() if s or n in told}, rel=1e-8)
    assert {n for n, s in shares.items() if s} <= told.keys()
    # What an input brought is told though it brought nothing; a part of an equation that brought nothing is not.
    assert {"age", "diabetes", "smoking"} <= told.keys()
    assert not {n for n in ("age_diabetes", "bmi_from_30", "treated_sbp") if not shares.get(n)} & told.keys()
