"""Values that notes state, and the scores that take them where nobody measured."""

from decimal import Decimal

import pytest

from chartside.testing import ask
from plugins.notes.analyses.noted_value import NOTED_VALUES
from plugins.notes.analyses.smoking_status import smoking_status
from plugins.risk_scores.analyses import ANALYSES as SCORES
from tests.plugins.notes.analyses.asking import about

VALUES = {one.id.removeprefix("notes.noted_"): one for one in NOTED_VALUES}
PREVENT = next(one for one in SCORES if one.id == "risk-scores.prevent")
EUROSCORE2 = next(one for one in SCORES if one.id == "risk-scores.euroscore2")
KNOWN = {
    "age": 60, "sex": "male", "total_c": 200, "hdl_c": 50, "sbp": 130, "dm": False, "bmi": 28, "egfr": 90, "bp_tx": False,
    "statin": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("ejection_fraction", "Echo: LVEF 35%.", "35"),
        ("systolic_bp", "Vitals: BP 142/88, HR 70.", "142"),
        ("body_weight", "Weight: 180 lb.", "81.6"),
        ("body_weight", "Weight 81.5 kg", "81.5"),
        ("body_height", "Height 70 in.", "177.8"),
        ("body_height", "Height: 1.78 m", "178"),
    ],
)
def test_a_value_is_given_in_its_unit_with_the_day_of_the_note(name, text, value):
    (fact,) = about(VALUES[name], text).derived
    assert fact.value == Decimal(value)
    assert fact.display.endswith(", from a note of 2025-12-20")


@pytest.mark.parametrize(
    ("name", "text", "outcome"),
    [
        ("ejection_fraction", "EF 55-60%.", "answered"),
        ("ejection_fraction", "Goal EF 40%.", "answered"),
        ("ejection_fraction", "EF > 40%.", "answered"),
        ("systolic_bp", "BP 142/88, then BP 150/90.", "cannot-tell"),
        ("body_weight", "Ideal weight 70 kg. Her husband's weight 90 kg.", "answered"),
        ("body_weight", "Weight 180.", "answered"),
    ],
)
def test_what_is_no_single_value_of_the_patient_is_not_given(name, text, outcome):
    said = about(VALUES[name], text)
    assert (said.outcome, said.derived) == (outcome, ())


@pytest.mark.parametrize(("day", "count"), [("2025-10-03", 1), ("2025-10-02", 0)])
def test_a_pressure_holds_for_90_days(day, count):
    assert len(about(VALUES["systolic_bp"], (day, "BP 142/88")).derived) == count


def test_a_score_takes_what_a_note_says_only_where_nothing_is_recorded_and_says_so():
    (noted,) = about(smoking_status, "He smokes daily.").derived
    alone = ask(PREVENT, **KNOWN)
    assert alone.outcome == "cannot-tell"
    filled = ask(PREVENT, **KNOWN, smoking_noted=noted)
    assert filled.outcome == "answered"
    assert filled.working["from_notes"]["smoking_noted"]["said"] == "smoking status, from a note of 2025-12-20"
    assert "from a note of 2025-12-20" in filled.cards[0].detail
    assert noted.ref in filled.cards[0].basis or "smoking_noted" in filled.working["from_notes"]
    never = {"system": "http://snomed.info/sct", "code": "266919005"}
    recorded = ask(PREVENT, **KNOWN, smoking_noted=noted, tobacco_smoking=never)
    assert "from_notes" not in recorded.working
    assert "note" not in recorded.reason
    assert recorded.working["results"] != filled.working["results"]


@pytest.mark.parametrize(
    ("percent", "word"),
    [("50.1", "good"), ("50", "moderate"), ("30.1", "moderate"), ("30", "poor"), ("20.1", "poor"), ("20", "very_poor")],
)
def test_an_ejection_fraction_stands_for_the_word_of_the_score_on_both_sides_of_its_bounds(percent, word):
    from_note = ask(EUROSCORE2, ejection_fraction=percent, age=60)
    stated = ask(EUROSCORE2, lv_function=word, age=60)
    taken = {t["name"]: t["value"] for t in from_note.working["terms"]}
    assert taken["lv_function"] == word
    assert {t["name"]: t["value"] for t in stated.working["terms"]}["lv_function"] == word
