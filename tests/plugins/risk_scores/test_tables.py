"""Scores that are made of tables: where they come from and hold, what they say, in which unit, and that nothing ruins them."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chartside import Derived, Encounter, Found, Missing, Moment, Outcome
from chartside.inputs import DerivedRequest, EncountersRequest, Having, LatestCoded
from chartside.plain import PlainFactError
from chartside.testing import ask
from chartside.vocabulary.conditions import ACTIVE_CANCER
from plugins.risk_scores.score import Score
from plugins.risk_scores.tables import table
from tests.plugins.risk_scores.asked import CURB, EUROPEAN, INTERFACES, NAMES, NEWS, SCORES
from tests.published.test_independent import TABLES, cases

# For scores of which no independent cases are kept.
LIPIDS = {
    "age": 55,
    "sex": "female",
    "sbp": 120,
    "bp_tx": False,
    "total_c": 213,
    "hdl_c": 50,
    "dm": False,
    "smoking": False,
}
FACTS = {
    "prevent": {**LIPIDS, "statin": False, "egfr": 90, "bmi": 25},
    "ascvd_pce_2013": {**LIPIDS, "race": "white"},
    "score2": {**EUROPEAN, "age": 50},
    "score2_op": {**EUROPEAN, "age": 75},
    "kdigo_aki": {"creatinine_mg_dl_series": [[0, 1.0], [24, 1.6]]},
    "kdigo_aki_urine": {"hourly_urine_ml": [30] * 6, "weight_kg": 80},
}


@pytest.mark.skipif(not INTERFACES.exists(), reason="the public facts are not beside the checkout")
def test_every_score_takes_the_inputs_and_gives_the_results_that_its_interface_names():
    interfaces = {name: told for name, told in json.loads(INTERFACES.read_bytes()).items() if not name.startswith("_")}
    assert interfaces.keys() <= SCORES.keys()
    for name, told in interfaces.items():
        taken = SCORES[name].inputs.keys()
        assert [i for i in told["inputs"] if i.removesuffix("_unit") not in taken and i not in taken] == [], name
        facts = FACTS.get(name) or cases(next(path for path in TABLES if path.stem == name))[2][0][0]
        assert told["results"].keys() <= ask(SCORES[name], **facts).working["results"].keys(), name


@pytest.mark.parametrize("name", NAMES)
def test_each_table_says_where_it_comes_from_and_how_it_was_checked(name):
    content = table(name).content
    assert content["checked"].startswith(("read", "recalled"))
    assert content["licence"]
    assert all(one["url"].startswith("https://") and one["date"] for one in content["references"])
    score = Score.read(name, table(name))
    assert score.bands == () or score.bands[-1].begins is None, "the last band holds what is left"
    assert bool(score.items) != bool(score.formula)


def test_a_card_says_what_gave_points_and_what_did_not():
    [card] = ask(SCORES["curb65"], **CURB)
    assert (
        card.summary == "CURB-65 5 on 2026-01-01: severe if this is pneumonia: hospital, and assess for intensive care"
    )
    assert (
        "- 1 point: diastolic pressure 55 mm\\[Hg\\]" in card.detail
        or "- 1 point: diastolic pressure 55 mm[Hg]" in card.detail
    )
    [card] = ask(SCORES["curb65"], **{**CURB, "age": 50, "urea_mmol_l": 7})
    assert "No points for: urea, age." in card.detail


def test_a_single_sign_of_three_points_calls_for_a_review():
    assert [c.indicator for c in ask(SCORES["news2"], **NEWS)] == []
    answer = ask(SCORES["news2"], **{**NEWS, "consciousness": "confusion-or-vpu"})
    assert (answer.working["results"]["result"], answer.working["band"]) == (3, "low-medium")
    assert [c.indicator for c in answer] == ["warning"]
    assert [
        c.indicator
        for c in ask(
            SCORES["news2"], **{**NEWS, "consciousness": "confusion-or-vpu", "pulse": 131, "temperature": 38.1}
        )
    ] == ["critical"]


@pytest.mark.parametrize(
    ("name", "facts", "words"),
    [
        ("prevent", {"age": 80}, "30 to 79 years"),
        ("prevent", {"age": 50, "coronary_disease": True}, "first event"),
        ("kfre_4var", {"egfr": 61}, "10 to 60"),
        ("kfre_4var", {"years": 3}, "two or five years"),
        ("kfre_4var", {"uacr_mg_g": 0}, "no logarithm"),
        ("fib4", {"age": 34}, "35 years"),
        ("news2", {"age": 15}, "16 years"),
        ("perc", {"low_pretest_probability_confirmed": False}, "below 15 per cent"),
        ("rcri", {"adult_noncardiac_surgery_candidate": False}, "operation"),
        ("hasbled", {"atrial_fibrillation": False}, "no atrial fibrillation"),
        ("corrected_sodium", {"glucose": 99}, "100 mg/dL"),
    ],
)
def test_outside_what_it_was_made_for_there_is_no_number_but_the_reason(name, facts, words):
    answer = ask(SCORES[name], **facts)
    assert answer.outcome == Outcome.NOT_APPLICABLE
    assert words in answer.reason
    assert "results" not in answer.working


def test_a_result_comes_in_the_unit_that_was_asked_with():
    calcium = ask(SCORES["corrected_calcium"], calcium=2.1, calcium_unit="mmol/L", albumin=28, albumin_unit="g/L")
    assert (float(calcium.working["results"]["result"]), calcium.working["unit"]) == (pytest.approx(2.34), "mmol/L")
    lipids = ask(
        SCORES["ldl_cholesterol"], total_cholesterol=5.2, hdl_cholesterol=1.3, triglycerides=1.7, unit="mmol/L"
    )
    assert float(lipids.working["results"]["result"]["ldl_friedewald"]) == pytest.approx(3.121, abs=0.001)


def test_a_finding_of_the_record_is_named_with_its_exclusion():
    left = Found((), left_out=("gestational-diabetes",))
    terms = {t["name"]: t for t in ask(SCORES["charlson"], age=50, diabetes_uncomplicated=left).working["terms"]}
    assert terms["diabetes_uncomplicated"]["left_out"] == ["gestational-diabetes"]


def test_what_an_analysis_of_notes_derived_is_taken_and_cited():
    noted = Derived("confusion", value=True, display="new confusion", ref="derived/notes/0", origin="derived")
    answer = ask(SCORES["curb65"], **{**CURB, "confusion": noted})
    assert [t["reference"] for t in answer.working["terms"] if t["name"] == "confusion"] == ["derived/notes/0"]
    lost = ask(SCORES["curb65"], **{**CURB, "confusion": Missing("deadline")})
    assert lost.working["missing"] == ["confusion"]


def stay(kind, since, until=None, status="finished"):
    return Encounter(
        kind, status, Moment.parse(since), Moment.parse(until) if until else None, ref=f"Encounter/{kind}-{since}"
    )


def test_lace_counts_stays_emergencies_and_other_illness_of_the_record():
    stays = Found(
        (
            stay("IMP", "2025-12-01", "2025-12-03"),
            stay("IMP", "2025-12-28", status="in-progress"),
            stay("AMB", "2025-12-30"),
        )
    )
    visits = Found(
        (stay("EMER", "2025-11-01"), stay("EMER", "2025-12-28"), stay("EMER", "2025-12-29", status="cancelled"))
    )
    illness = {n: False for n, i in SCORES["lace"].inputs.items() if isinstance(i.request, Having)}
    illness |= {"dementia": True, "mild_liver_disease": True}
    answer = ask(SCORES["lace"], stay=stays, emergencies=visits, acute_admission=True, **illness)
    # 4 days since 28 December: 4; acute: 3; dementia 3 and liver 2: 5 points of illness, counted as 5; two visits: 2.
    assert {t["name"]: t["points"] for t in answer.working["terms"]} == {
        "length_of_stay_days": 4,
        "acute_admission": 3,
        "charlson_points": 5,
        "ed_visits_6_months": 2,
    }
    assert answer.working["results"]["result"] == 14
    graver = {**illness, "dementia": False, "severe_liver_disease": True}
    grave = ask(SCORES["lace"], **graver, length_of_stay_days=1, acute_admission=False, ed_visits_6_months=0)
    assert [t["value"] for t in grave.working["terms"] if t["name"] == "charlson_points"] == [4]


def test_contacts_that_may_be_more_are_not_counted():
    cut_short = Found((stay("EMER", "2025-11-01"),), Missing("incomplete"))
    assert "ed_visits_6_months" in ask(SCORES["lace"], emergencies=cut_short).working["missing"]


extreme = st.sampled_from([0, 1e-9, 0.1, 1, 7, 50, 99.9, 1000, 40000])


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_no_value_whatever_ruins_a_score(data):
    name = data.draw(st.sampled_from(NAMES))
    facts = {}
    for one in Score.read(name, table(name)).inputs.values():
        given_at_all = data.draw(st.sampled_from(["no", "yes", "yes"]))
        if given_at_all == "no" or isinstance(one.request, EncountersRequest | LatestCoded | DerivedRequest):
            continue
        if one.is_number:
            facts[one.name] = data.draw(extreme)
        elif one.words:
            facts[one.name] = data.draw(st.sampled_from(one.words))
        elif one.name != "zip":
            facts[one.name] = data.draw(st.booleans())
    assert ask(SCORES[name], **facts).outcome in (Outcome.ANSWERED, Outcome.CANNOT_TELL, Outcome.NOT_APPLICABLE)


def test_a_cancer_that_is_over_gives_no_points_and_a_stroke_that_is_over_does():
    for name in ("wells_pe", "wells_dvt", "padua"):
        assert [
            i.request.ever for i in SCORES[name].inputs.values() if getattr(i.request, "what", None) == ACTIVE_CANCER
        ] == [False]
    assert SCORES["rcri"].inputs["cerebrovascular_disease"].request.ever


@pytest.mark.parametrize(
    ("years", "egfr", "indicators"),
    # The same kidneys: what 2 years call for is not read off 5, nor the other way round.
    [(2, 12, ["warning"]), (5, 12, ["info"]), (2, 40, []), (5, 40, ["info"])],
)
def test_kidney_failure_is_held_against_the_limits_of_its_years(years, egfr, indicators):
    facts = {"age": 50, "sex": "male", "egfr": egfr, "uacr_mg_g": 1500, "region": "non_north_america", "years": years}
    assert [c.indicator for c in ask(SCORES["kfre_4var"], **facts)] == indicators


def test_what_stands_in_comes_first_in_the_table():
    known = table("bmi")
    turned = {"a": {"stated": "yes-no", "or_any": [{"input": "b", "is": True}]}, "b": {"stated": "yes-no"}}
    with pytest.raises(ValueError, match="b stands in for a and must come before it"):
        Score.read("bmi", replace(known, content={**known.content, "inputs": turned, "valid": []}))


def test_the_unit_of_one_input_is_not_that_of_another():
    with pytest.raises(PlainFactError):
        ask(SCORES["homa_ir"], fasting_glucose=99, fasting_insulin_miu_l=10, insulin_unit="mg/dL")
    stated = ask(SCORES["homa_ir"], fasting_glucose=99, glucose_unit="mg/dL", fasting_insulin_miu_l=10)
    assert float(stated.working["results"]["result"]) == pytest.approx(99 / 18.016 * 10 / 22.5)


def test_a_statin_that_is_prescribed_is_not_advised_again():
    high = {**FACTS["prevent"], "age": 70, "sbp": 165, "dm": True, "smoking": True}
    [card] = ask(SCORES["prevent"], **high)
    assert "a statin and blood pressure to weigh" in card.summary
    [card] = ask(SCORES["prevent"], **{**high, "statin": True})
    assert (card.indicator, "though a statin is prescribed" in card.summary) == ("info", True)


def test_a_card_of_an_equation_says_each_input_once_with_its_value_and_no_term_of_the_equation():
    facts = {**FACTS["prevent"], "age": 70, "sbp": 165, "smoking": True}
    del facts["egfr"]
    [card] = ask(SCORES["prevent"], **facts, creatinine=0.9)
    lines = [line[2:] for line in card.detail.splitlines() if line.startswith("- ")]
    assert lines[:5] == [
        "age 70 years",
        "total cholesterol 213 mg/dL",
        "HDL cholesterol 50 mg/dL",
        "systolic pressure 165 mm[Hg]",
        "smoking",
    ]
    assert "egfr_from_60" not in card.detail
    assert "Not stated but reckoned or assumed: eGFR." in card.detail
