"""Medicines in notes against the list: missing, stopped, taken otherwise; and what is none of these."""

from dataclasses import replace

import pytest

from chartside.missing import Missing
from chartside.testing import ask
from plugins.notes.analyses.medication import medication
from tests.plugins.notes.analyses.asking import about, medicines, named, prescription

ASPIRIN = prescription("aspirin 81 MG Oral Tablet")


def leads(answer):
    return [card.summary.partition(":")[0] for card in answer.cards]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Medications:\n- metoprolol tartrate 50 mg BID\n- aspirin 81 mg daily", ["metoprolol"]),
        ("Discharge medications: warfarin 5 mg daily, aspirin 81 mg daily", ["warfarin"]),
        ("HPI: He takes warfarin 5 mg daily for AF.", ["warfarin"]),
        ("Plan: start apixaban 5 mg BID.", ["apixaban"]),
    ],
)
def test_what_a_note_has_and_the_list_has_not(text, found):
    said = about(medication, text, **medicines(ASPIRIN))
    assert leads(said) == ["In a note, not on the medication list"]
    assert named(said) == [found]
    (suggestion,) = said.cards[0].suggestions
    assert suggestion.actions[0].entry.kind == "MedicationStatement"
    assert not suggestion.recommended


@pytest.mark.parametrize(
    "text",
    [
        "His wife takes insulin glargine 10 units nightly.",
        "Denies taking ibuprofen.",
        "In the ED he was given ceftriaxone 1 g IV daily.",
        "He took prednisone 40 mg daily last year.",
        "Plan: consider metformin 500 mg daily.",
        "Declined atorvastatin 40 mg daily.",
        "Allergies: codeine 30 mg",
        "Medications: aspirin 81 mg daily",
        "Past medical history: warfarin in 2010.",
    ],
)
def test_what_the_patient_does_not_take_by_the_note(text):
    assert not about(medication, text, **medicines(ASPIRIN)).cards


def test_a_combination_on_the_list_holds_its_ingredients():
    listed = medicines(prescription("Hydrochlorothiazide 12.5 MG / Losartan Potassium 50 MG Oral Tablet"))
    assert not about(medication, "Medications: losartan 50 mg daily", **listed).cards


def test_a_listed_insulin_is_meant_where_a_note_says_insulin_and_another_one_is_not():
    listed = medicines(
        prescription("insulin isophane, human 70 UNT/ML / insulin, regular, human 30 UNT/ML Injectable Suspension")
    )
    assert not about(medication, "Medications: insulin 20 units at bedtime", **listed).cards
    other = about(medication, "Medications: insulin glargine 20 units at bedtime", **listed)
    assert leads(other) == ["In a note, not on the medication list"]


@pytest.mark.parametrize(("day", "cards"), [("2025-07-05", 1), ("2025-07-04", 0)])
def test_a_note_of_more_than_180_days_is_not_held_against_the_list(day, cards):
    assert len(about(medication, (day, "Medications: warfarin 5 mg daily"), **medicines()).cards) == cards


@pytest.mark.parametrize(("days", "cards"), [(12, 1), (11, 0)])
def test_a_course_that_is_over_is_over(days, cards):
    said = about(medication, f"Plan: start amoxicillin 500 mg TID for {days} days.", **medicines())
    assert len(said.cards) == cards  # the note is of the 20th, the question of the 1st


def test_a_newer_list_without_it_ends_what_an_older_list_has():
    old, new = ("2025-10-01", "Medications: warfarin 5 mg daily"), ("2025-12-01", "Medications: aspirin 81 mg daily")
    assert not about(medication, old, new, **medicines(ASPIRIN)).cards
    assert about(medication, old, **medicines(ASPIRIN)).cards


def test_a_prescription_that_ended_after_the_note_or_nobody_knows_when_settles_it():
    text = ("2025-12-01", "Medications: warfarin 5 mg daily")

    def ended(end: str) -> dict:
        return {"dispenseRequest": {"validityPeriod": {"end": end}}} if end else {}

    for end, cards in (("", 0), ("2025-12-15", 0), ("2025-12-01", 0), ("2025-11-30", 1)):
        listed = medicines(prescription("Warfarin 5 MG", status="stopped", **ended(end)))
        assert len(about(medication, text, **listed).cards) == cards, end


@pytest.mark.parametrize(
    "text",
    ["Plan: stop lisinopril due to cough.", "Lisinopril was discontinued.", "HPI: she stopped taking lisinopril."],
)
def test_what_is_listed_and_stopped_in_a_note(text):
    said = about(medication, text, **medicines(prescription("Lisinopril 10 MG Oral Tablet")))
    assert leads(said) == ["On the medication list, stopped in a note"]
    assert not said.cards[0].suggestions


def test_what_was_prescribed_after_the_note_goes_on():
    listed = medicines(prescription("Lisinopril 10 MG Oral Tablet", on="2025-12-21"))
    assert not about(medication, "Plan: stop lisinopril.", **listed).cards


@pytest.mark.parametrize(
    ("listed", "differs"),
    [
        (prescription("Metoprolol Tartrate 25 MG Oral Tablet", 1, "tablet", times=2), True),
        (prescription("Metoprolol Tartrate 50 MG Oral Tablet", 1, "tablet", times=2), False),
        (prescription("Metoprolol Tartrate 25 MG Oral Tablet", 2, "tablet", times=2), False),
        (prescription("Metoprolol Tartrate", 100, "mg"), False),
        (prescription("Metoprolol Tartrate", 50, "mg"), True),
        (prescription("Metoprolol Tartrate 25 MG Oral Tablet"), False),
        (prescription("Metoprolol Tartrate", 25, "mg", times=2, on="2025-12-21"), False),
        (prescription("Metoprolol Tartrate", 0.05, "g", times=2), False),
    ],
)
def test_the_amount_of_a_day_differs_where_both_sides_say_it(listed, differs):
    said = about(medication, "Medications: metoprolol tartrate 50 mg BID", **medicines(listed))
    assert leads(said) == (["Amount differs between note and list"] if differs else [])


def test_with_two_prescriptions_of_one_medicine_nobody_can_tell_which_differs():
    two = medicines(prescription("Warfarin", 5, "mg"), prescription("Warfarin", 2, "mg"))
    assert not about(medication, "Medications: warfarin 7 mg daily", **two).cards


def test_an_undated_note_is_not_held_against_the_list():
    said = ask(medication, notes="Medications: warfarin 5 mg daily", today="2026-01-01", **medicines())
    assert not said.cards


def test_a_list_that_is_not_known_is_said():
    assert about(medication, "Medications: warfarin 5 mg daily").outcome == "cannot-tell"


def test_while_the_rest_of_the_list_is_not_known_what_is_on_it_is_still_compared():
    listed = medicines(prescription("Lisinopril 10 MG Oral Tablet"))
    partly = replace(listed["medications"], unknown=Missing("not-provided"))
    said = about(medication, "Plan: stop lisinopril. Start warfarin 5 mg daily.", **{**listed, "medications": partly})
    assert leads(said) == ["On the medication list, stopped in a note"]
    assert "cannot tell: medications: not-provided" in said.reason
