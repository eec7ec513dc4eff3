"""What is not known of a score: how far it can still go, what stands in, what a site says, and when it advises all the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chartside import Outcome
from chartside.testing import ask
from plugins.risk_scores.score import Score
from plugins.risk_scores.site import NOTHING_SET, SETTINGS, SiteError, read, site
from plugins.risk_scores.tables import table
from tests.plugins.risk_scores.asked import COUNTED, CURB, EUROPEAN, NAMES, NEWS, SCORES
from tests.published.test_independent import cases


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
        # What was left out did not matter.
        assert answer.working["results"] == ask(SCORES[path.stem], **facts).working["results"]
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
    assert "- 1 point: new confusion (from Glasgow coma score 14 {score})" in card.detail
    assert "- 1 point: urea 10 mmol/L (from urea nitrogen 28.01 mg/dL)" in card.detail
    assert ask(SCORES["prevent"], age=50, sex="female", creatinine=0.9).working["stood_in"] == ["egfr"]


def test_never_smoked_is_no_and_unknown_is_unknown():
    smoking = {"system": "http://snomed.info/sct", "code": "266919005"}
    assert "smoking" not in ask(SCORES["framingham_2008"], tobacco_smoking=smoking, age=50).working["missing"]
    unknown = {"system": "http://snomed.info/sct", "code": "266927001"}
    assert "smoking" in ask(SCORES["framingham_2008"], tobacco_smoking=unknown, age=50).working["missing"]


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


def test_a_coagulopathy_without_its_illness_is_no_advice():
    blood = {
        "platelet_count_10_9_l": 40,
        "d_dimer_multiple_of_uln": 8,
        "pt_prolongation_seconds": 7,
        "fibrinogen_g_l": 0.8,
    }
    unknown = ask(SCORES["isth_overt_dic"], **blood)
    assert (unknown.outcome, len(unknown), unknown.working["missing"]) == (
        Outcome.CANNOT_TELL,
        0,
        ["underlying_etiology"],
    )
    assert len(ask(SCORES["isth_overt_dic"], **blood, underlying_etiology="malignancy")) == 1


def test_danger_that_is_certain_is_not_kept_back_for_want_of_one_sign():
    without = {n: v for n, v in NEWS.items() if n != "temperature"}
    graver = ask(SCORES["news2"], **{**without, "respiratory_rate": 26, "pulse": 115})
    [card] = graver
    assert (card.summary, card.indicator) == ("NEWS2 5 to 8 on 2026-01-01: urgent review, or graver", "warning")
    assert "Not known: temperature, age; it could be graver: high (emergency assessment now)." in card.detail
    assert graver.working["advice_changes"] is True
    # One sign of three points alone calls for a review, whatever the others are.
    [card] = ask(SCORES["news2"], **{**without, "consciousness": "confusion-or-vpu"})
    assert card.summary.startswith(
        "NEWS2 3 to 6 on 2026-01-01: one sign by itself scores 3: urgent ward review, or graver"
    )
    # Where nothing may be the matter, there is no card.
    assert len(ask(SCORES["news2"], **without)) == 0


def test_a_settings_file_that_cannot_be_used_is_said_where_it_matters_and_only_there(tmp_path, monkeypatch):
    (tmp_path / "risk-scores").mkdir()
    (tmp_path / "risk-scores" / "site.toml").write_text('score2_region = "Mars"')
    monkeypatch.setenv("CHARTSIDE_KNOWLEDGE", str(tmp_path))
    broken = site.__wrapped__()
    facts = {**EUROPEAN, "age": 50}
    del facts["region"]
    answer = ask(SCORES["score2"], **facts, site=broken)
    assert answer.outcome == Outcome.CANNOT_TELL
    assert "score2_region is one of Low, Moderate, High, Very high" in answer.reason
