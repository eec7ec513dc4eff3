"""Scores that are made of tables: what is missing, what stands in, where they hold, what a site says, and when they advise."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chartside import Derived, Encounter, Found, Missing, Moment, Outcome
from chartside.inputs import Having
from chartside.testing import ask
from plugins.risk_scores.analyses import ANALYSES, FAMILIES
from plugins.risk_scores.score import Score
from plugins.risk_scores.site import NOTHING_SET, SETTINGS, SiteError, read
from plugins.risk_scores.tables import table
from tests.published.test_independent import TABLES, cases

SCORES = {one.id.partition(".")[2]: one for one in ANALYSES}
NAMES = [name for names in FAMILIES.values() for name in names]
INTERFACES = Path(__file__).resolve().parents[3].parent / "shared" / "facts" / "risk" / "interfaces.json"
COUNTED = [
    path
    for path in TABLES
    if path.stem in NAMES and path.stem not in ("ldl_cholesterol", "ckd_risk", "perc", "corrected_calcium")
]
CURB = {"age": 70, "confusion": True, "diastolic_bp": 55, "respiratory_rate": 32, "systolic_bp": 100, "urea_mmol_l": 9}
NEWS = {
    "respiratory_rate": 16,
    "spo2": 97,
    "on_oxygen": False,
    "systolic_bp": 120,
    "pulse": 70,
    "consciousness": "alert",
    "temperature": 37,
}


@pytest.mark.skipif(not INTERFACES.exists(), reason="the public facts are not beside the checkout")
def test_every_score_takes_the_inputs_and_gives_the_results_that_its_interface_names():
    interfaces = json.loads(INTERFACES.read_bytes())
    left_out = set()
    for name, told in interfaces.items():
        if name.startswith("_"):
            continue
        if name not in SCORES:
            left_out.add(name)
            continue
        taken = SCORES[name].inputs.keys()
        assert {i for i in told["inputs"] if i.removesuffix("_unit") not in taken and i not in taken} == set(), name
    assert left_out == set()


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_what_is_left_out_gives_a_range_that_holds_what_it_would_have_been(data):
    path = data.draw(st.sampled_from(COUNTED))
    _, result, rows = cases(path)
    facts, _ = data.draw(st.sampled_from(rows))
    kept = {n: v for n, v in facts.items() if n.endswith("_unit") or data.draw(st.booleans(), label=n)}
    inputs = Score.read(path.stem, table(path.stem)).inputs
    # Without what is optional it is another score: before endoscopy, without albumin.
    kept |= {n: v for n, v in facts.items() if n in inputs and inputs[n].optional}
    answer = ask(SCORES[path.stem], **kept)
    if set(answer.working.get("stood_in", ())) & (facts.keys() - kept.keys()):
        return  # what the table assumes need not be what was
    if "results" in answer.working:
        # What was left out did not matter, or is optional, or something stands in for it.
        assert answer.outcome == Outcome.ANSWERED
    elif answer.working.get("range"):
        low, high = (float(answer.working["range"][end]) for end in ("low", "high"))
        whole = ask(SCORES[path.stem], **facts).working["results"][result]
        assert low - 1e-6 <= float(whole) <= high + 1e-6
        assert set(answer.working["missing"]) & (facts.keys() - kept.keys())


@pytest.mark.parametrize("name", NAMES)
def test_nothing_known_is_never_a_number(name):
    answer = ask(SCORES[name])
    assert answer.outcome in (Outcome.CANNOT_TELL, Outcome.NOT_APPLICABLE)
    assert "results" not in answer.working
    assert answer.cards == ()


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


def test_a_card_comes_with_a_range_where_what_is_missing_changes_nothing():
    answer = ask(SCORES["curb65"], **{n: v for n, v in CURB.items() if n != "urea_mmol_l"})
    [card] = answer
    assert card.summary.startswith("CURB-65 4 to 5 on")
    assert "Not known: urea (nor, to stand in: urea nitrogen); what is advised is the same either way." in card.detail
    assert answer.working["missing"] == ["urea_mmol_l"]
    assert answer.working["range"] == {"low": 4, "high": 5}
    assert answer.working["advice_changes"] is False


def test_no_advice_where_what_is_missing_could_change_it():
    answer = ask(SCORES["curb65"], age=50, confusion=True, diastolic_bp=70, respiratory_rate=20, systolic_bp=120)
    assert (answer.outcome, len(answer)) == (Outcome.CANNOT_TELL, 0)
    assert answer.working["range"] == {"low": 1, "high": 2}
    assert answer.working["advice_changes"] is True


def test_an_input_that_no_longer_matters_is_not_asked_for():
    # Systolic pressure decides whether pulse counts; history of anaemia settles what the blood count would say.
    assert (
        ask(SCORES["rockall"], age=50, systolic_bp_mm_hg=90, comorbidity="nil_major").working["results"]["result"] == 2
    )
    known = {
        "age_years": 80,
        "sex": "male",
        "history_of_anaemia": True,
        "bleeding_history": False,
        "egfr_ml_min_1_73_m2": 70,
    }
    context = "adult_with_electrocardiographically_confirmed_atrial_fibrillation_receiving_oral_anticoagulation"
    answer = ask(SCORES["orbit"], **known, antiplatelet_treatment=False, assessment_context=context)
    assert answer.working["results"]["result"] == 3


def test_what_stands_in_is_named():
    answer = ask(
        SCORES["curb65"], **{n: v for n, v in CURB.items() if n not in ("confusion", "urea_mmol_l")}, gcs=14, bun=28.01
    )
    assert answer.working["results"]["result"] == 5
    assert answer.working["stood_in"] == ["confusion", "urea_mmol_l"]
    [card] = answer
    assert "Not stated but reckoned or assumed: new confusion, urea." in card.detail
    assert ask(SCORES["prevent"], age=50, sex="female", creatinine=0.9).working["stood_in"] == ["egfr"]


def test_never_smoked_is_no_and_unknown_is_unknown():
    smoking = {"system": "http://snomed.info/sct", "code": "266919005"}
    assert "smoking" not in ask(SCORES["framingham_2008"], tobacco_smoking=smoking, age=50).working["missing"]
    unknown = {"system": "http://snomed.info/sct", "code": "266927001"}
    assert "smoking" in ask(SCORES["framingham_2008"], tobacco_smoking=unknown, age=50).working["missing"]


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


def test_who_is_not_said_to_be_a_patient_of_the_score_gets_no_advice():
    points = dict.fromkeys(("high_risk_surgery", "ischemic_heart_disease", "congestive_heart_failure"), True)
    others = {"cerebrovascular_disease": False, "preoperative_insulin_treatment": False, "creatinine_umol_l": 90}
    assert len(ask(SCORES["rcri"], **points, **others)) == 0
    assert len(ask(SCORES["rcri"], **points, **others, adult_noncardiac_surgery_candidate=True)) == 1


def test_a_labile_inr_is_no_question_without_a_vitamin_k_antagonist():
    assert "labile_inr" in ask(SCORES["hasbled"]).working["missing"]
    assert "labile_inr" not in ask(SCORES["hasbled"], vitamin_k_antagonist=False).working["missing"]


def test_without_the_site_there_is_no_number_and_with_it_the_answer_names_it():
    facts = {"age": 50, "sex": "male", "smoker": 1, "sbp": 140, "total_chol": 6.3, "hdl": 1.4, "diabetes": 0}
    assert "region" in ask(SCORES["score2"], **facts, site=NOTHING_SET).working["missing"]
    high = read(b'score2_region = "High"')
    said = ask(SCORES["score2"], **facts, site=high)
    assert round(float(said.working["results"]["risk_10y_pct"]), 1) == 8.8
    assert said.working["stood_in"] == ["region"]
    assert "score2_region = High" in read(b'score2_region = "High"').injected.name
    # What is stated goes before what the site says.
    assert (
        round(
            float(
                ask(SCORES["score2"], **facts, region="Low", site=read(b'score2_region = "High"')).working["results"][
                    "risk_10y_pct"
                ]
            ),
            1,
        )
        == 6.3
    )


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b'score2_region = "Mars"', "Very high"),
        (b'region = "Low"', ", ".join(SETTINGS)),
        (b"\xff", "TOML"),
        (b"a = ", "TOML"),
    ],
)
def test_settings_that_cannot_be_used_are_refused_with_what_may_stand_there(raw, words):
    with pytest.raises(SiteError, match=words):
        read(raw)


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
