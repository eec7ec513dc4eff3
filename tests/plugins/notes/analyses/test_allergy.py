"""Allergies: stated and not listed, listed and refuted, and everything that is neither."""

import pytest

from chartside.missing import Missing
from chartside.testing import ask
from plugins.notes.analyses.allergy import allergy
from plugins.notes.reading import LARGEST
from tests.plugins.notes.analyses.asking import about, named, plain_notes, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Allergies: penicillin (hives), sulfa - rash, latex.", ["Penicillins", "Sulfonamide antibiotics", "Latex"]),
        ("ALLERGIES:\n1. Codeine - nausea\n2. Shellfish", ["Codeine", "Shellfish"]),
        ("He is allergic to amoxicillin and shellfish.", ["Amoxicillin", "Shellfish"]),
        ("She has a lisinopril allergy (angioedema).", ["Lisinopril"]),
        ("Anaphylaxis to bee stings as a child.", ["Bee or wasp venom"]),
        ("History of penicillin allergy.", ["Penicillins"]),
    ],
)
def test_what_a_note_states_and_the_list_lacks(text, found):
    said = about(allergy, text)
    assert named(said) == [found]
    (card,) = said.cards
    assert not any(suggestion.recommended for suggestion in card.suggestions)
    entries = [action.entry for suggestion in card.suggestions for action in suggestion.actions]
    assert [entry.kind for entry in entries] == ["AllergyIntolerance"] * len(found)
    assert all("Progress note, 2025-12-20" in entry.note for entry in entries)


@pytest.mark.parametrize(
    "text",
    [
        "Allergies: NKDA",
        "No known drug allergies. Takes aspirin 81 mg daily.",
        "Mother is allergic to penicillin.",
        "His wife has a penicillin allergy.",
        "Possible codeine allergy.",
        "If you are allergic to iodine, tell us.",
        "Denies allergies to latex.",
        "Allergies: ***",
        "The patient has seasonal allergies and takes loratadine daily.",
        "Tolerated amoxicillin well.",
        "Family history: father allergic to aspirin.",
    ],
)
def test_what_states_no_allergy_of_the_patient(text):
    assert not about(allergy, text).cards


def test_under_the_heading_what_is_tolerated_or_given_is_no_allergy():
    said = about(allergy, "Allergies: PCN (hives); tolerates cephalexin. Treated with prednisone then.")
    assert named(said) == [["Penicillins"]]


@pytest.mark.parametrize(
    "listed", ["Penicillin G", "Amoxicillin 500 MG", "penicillin", "Allergy to penicillin (finding)"]
)
def test_what_is_listed_under_another_name_is_listed(listed):
    assert not about(allergy, "Allergies: penicillin", allergies=words(listed)).cards


def test_a_class_on_the_list_covers_its_members_and_no_other_class():
    assert not about(allergy, "Allergies: ibuprofen", allergies=words("NSAIDs")).cards
    assert named(about(allergy, "Allergies: ibuprofen", allergies=words("Naproxen"))) == [["Ibuprofen"]]


def test_an_entry_that_is_unconfirmed_or_refuted_on_the_list_is_on_the_list():
    for state in ("unconfirmed", "refuted"):
        entry = {"code": {"text": "Penicillin"}, "verificationStatus": {"coding": [{"code": state}]}}
        assert not about(allergy, "Allergies: penicillin", allergies=[entry]).cards


def test_an_entry_that_was_entered_in_error_is_not():
    entry = {"code": {"text": "Penicillin"}, "verificationStatus": {"coding": [{"code": "entered-in-error"}]}}
    assert named(about(allergy, "Allergies: penicillin", allergies=[entry])) == [["Penicillins"]]


@pytest.mark.parametrize(
    "text",
    [
        "Patient denies allergy to penicillin.",
        "Not allergic to penicillin.",
        "PCN allergy was ruled out by skin testing.",
        "Tolerated amoxicillin without reaction in March.",
        "Penicillin skin test negative.",
        "Penicillin allergy was removed after an oral challenge.",
    ],
)
def test_what_refutes_a_listed_allergy_asks_for_review_and_deletes_nothing(text):
    said = about(allergy, text, allergies=words("Penicillin"))
    (card,) = said.cards
    assert card.summary.startswith("On the allergy list, refuted in a note")
    assert not card.suggestions


def test_the_newest_note_decides():
    old, new = ("2024-01-01", "Allergies: aspirin."), ("2025-01-01", "She is no longer allergic to aspirin.")
    assert not about(allergy, old, new).cards
    assert about(allergy, ("2025-02-01", "Allergies: aspirin."), new).cards


def test_a_note_that_says_both_says_nothing():
    assert not about(allergy, "Allergies: aspirin. She is not allergic to aspirin.").cards


def test_copied_forward_text_is_quoted_once():
    (card,) = about(allergy, ("2025-01-01", "Allergies: latex"), ("2025-02-01", "Allergies: latex")).cards
    assert len(card.working["items"][0]["evidence"]) == 1
    assert card.working["items"][0]["evidence"][0]["written"] == "2025-02-01"


def test_of_many_five_are_shown_and_the_rest_counted():
    text = "Allergies: penicillin, sulfa, latex, shellfish, codeine, aspirin, wheat"
    (card,) = about(allergy, text).cards
    assert "and 2 more" in card.summary
    assert len(card.suggestions) == 5
    assert len(card.working["items"]) == 7


def test_what_a_note_says_is_quoted_and_cannot_speak_for_the_card():
    (card,) = about(allergy, "Allergies: latex <script>alert(1)</script> [x](http://evil.example) ![i](http://e)").cards
    assert "<" not in card.detail
    assert "](" not in card.detail.replace("\\]\\(", "")


def test_the_words_are_found_again_by_their_offsets():
    text = "HPI: well.\n\nAllergies: hives with latex, codeine."
    (card,) = about(allergy, text).cards
    for item in card.working["items"]:
        one = item["evidence"][0]
        assert text[one["start"] : one["end"]].lower() == item["name"].lower()
        assert len(one["textSha256"]) == 64


def test_a_list_or_notes_that_are_not_known_are_said():
    assert about(allergy, "Allergies: latex", allergies=None).outcome == "cannot-tell"
    said = about(allergy, "Feels well.", ("2025-01-01", "Well."))
    assert (said.outcome, said.reason) == ("answered", "2 notes read: no allergy that the list does not have")
    assert about(allergy).outcome == "not-applicable"


def test_notes_that_could_not_be_read_are_said_with_or_without_a_card():
    partly = plain_notes("Feels well.", unknown=Missing("incomplete", "documents whose text was not sent: 2"))
    said = ask(allergy, notes=partly, allergies=[])
    assert said.outcome == "cannot-tell"
    assert "documents whose text was not sent: 2" in said.reason
    partly = plain_notes("Allergies: latex", unknown=Missing("incomplete", "documents whose text was not sent: 2"))
    (card,) = ask(allergy, notes=partly, allergies=[])
    assert "Not read" in card.detail
    assert card.working["missing"] == ["notes"]


def test_a_text_that_is_too_long_is_refused_and_counted():
    said = ask(allergy, notes=plain_notes("x" * (LARGEST + 1)), allergies=[])
    assert (said.outcome, said.reason) == ("cannot-tell", "no note was read; too long to be read: 1")
