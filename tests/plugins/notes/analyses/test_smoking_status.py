"""Smoking status of notes: given to others, and held against the record."""

import pytest

from plugins.notes.analyses.smoking_status import smoking_status
from tests.plugins.notes.analyses.asking import about

NEVER = {"system": "http://snomed.info/sct", "code": "266919005"}
CURRENT = {"system": "http://snomed.info/sct", "code": "77176002"}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Social history: never smoker.", "never"),
        ("Former smoker, quit 2010.", "former"),
        ("He smokes one pack per day.", "current"),
    ],
)
def test_the_status_is_given_with_the_day_of_the_note(text, status):
    said = about(smoking_status, text)
    (fact,) = said.derived
    assert (fact.value, fact.display) == (status, "smoking status, from a note of 2025-12-20")
    assert fact.basis == ("given/notes/0",)


def test_the_newest_note_decides():
    said = about(smoking_status, ("2025-01-01", "Smokes daily."), ("2025-11-01", "He quit smoking."))
    assert [fact.value for fact in said.derived] == ["former"]


@pytest.mark.parametrize(
    "text", ["His wife smokes one pack per day.", "No tobacco.", "If you smoke, call us.", "Well."]
)
def test_what_tells_no_status_gives_none(text):
    said = about(smoking_status, text)
    assert (said.derived, said.cards, said.outcome) == ((), (), "answered")


def test_a_note_that_contradicts_itself_gives_none():
    said = about(smoking_status, "He smokes daily. Never smoker.")
    assert (said.outcome, said.derived) == ("cannot-tell", ())


def test_a_record_that_says_otherwise_is_pointed_to():
    (card,) = about(smoking_status, "He smokes one pack per day.", recorded=NEVER).cards
    assert card.summary == "Smoking: current in a note, never in the record"
    assert not about(smoking_status, "He smokes one pack per day.", recorded=CURRENT).cards


def test_a_record_that_is_not_known_is_named():
    assert about(smoking_status, "Never smoker.").working["missing"] == ["recorded"]
