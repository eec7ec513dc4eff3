"""Suicidal ideation: affirmed it is said; denied, past, another's, imagined or a form's it never is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.notes.analyses.suicidal_ideation import suicidal_ideation
from tests.plugins.notes.analyses.asking import about

PHRASES = ["suicidal ideation", "suicidal thoughts", "thoughts of suicide", "passive suicidal ideation", "suicidality"]
DENIALS = [
    "Denies {}.", "Patient denied any {}.", "No {}.", "Negative for {}.", "Without {}.", "He denies homicidal ideation and {}.",
    "History of {} in 2019.", "Prior {}, years ago.", "She had {} as a teenager.", "Past medical history: {}.",
    "His brother has {}.", "Mother reports that her sister had {}.", "Family history: {} in father.",
    "Return if {} develops.", "If you have {}, call 988.", "Screening for {} was done.", "Monitor for {}.", "At risk for {}.",
    "[ ] {} [x] depressed mood", "Discharge instructions: watch for {}.", "{} resolved.", "Boxed warning: {}.", "{}: no",
    "PHQ-9 item 9, {}: not at all.", "Safety plan in case of {}.", "No longer has {}.",
]  # fmt: skip
AFFIRMED = [
    "Patient reports {}.", "Endorses {}, denies plan or intent.", "Mental status: {} present.", "She admits to {} this week.",
    "He presents with depression and {}.", "Assessment: major depression with {}.", "Expresses {} with a plan to overdose.",
]  # fmt: skip


@pytest.mark.parametrize("frame", AFFIRMED)
@pytest.mark.parametrize("phrase", PHRASES)
def test_the_affirmed_form_is_said(frame, phrase):
    said = about(suicidal_ideation, frame.format(phrase))
    (card,) = said.cards
    assert (card.indicator, card.summary) == ("warning", "Suicidal ideation in a note of 2025-12-20")
    assert card.working["evidence"][0]["quote"] in frame.format(phrase)


@pytest.mark.parametrize("frame", DENIALS)
@pytest.mark.parametrize("phrase", PHRASES)
def test_no_other_form_is(frame, phrase):
    text = frame.format(phrase)
    said = about(suicidal_ideation, text[0].upper() + text[1:])
    assert (said.outcome, len(said.cards)) == ("answered", 0)


@given(st.lists(st.tuples(st.sampled_from(DENIALS), st.sampled_from(PHRASES)), min_size=1, max_size=4))
def test_nor_do_several_of_them_together(lines):
    text = "\n\n".join(frame.format(phrase) for frame, phrase in lines)
    assert not about(suicidal_ideation, text).cards


@pytest.mark.parametrize(
    "text",
    [
        "He has had thoughts of killing himself this week.",
        "Denies plan. Says he would be better off dead.",
        "Mental status: + suicidal ideation.",
        "Endorses passive SI, denies active SI.",
        "She wants to die.",
    ],
)
def test_other_words_for_it(text):
    assert len(about(suicidal_ideation, text).cards) == 1


def test_the_newest_note_that_speaks_of_it_decides():
    old, new = ("2025-12-05", "Reports suicidal ideation."), ("2025-12-10", "Denies suicidal ideation.")
    assert not about(suicidal_ideation, old, new).cards
    assert about(suicidal_ideation, old, ("2025-12-10", "Feels well.")).cards


@pytest.mark.parametrize(("day", "cards"), [("2025-12-02", 1), ("2025-12-01", 0)])
def test_a_note_of_more_than_30_days_is_old(day, cards):
    assert len(about(suicidal_ideation, (day, "Reports suicidal ideation."), today="2026-01-01").cards) == cards
