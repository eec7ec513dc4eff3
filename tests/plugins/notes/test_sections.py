"""Where a note's sections and sentences begin and end."""

from hypothesis import given
from hypothesis import strategies as st

from plugins.notes.headings import shipped
from plugins.notes.sections import sections
from plugins.notes.sentences import sentences


def named(text: str, given_section: str | None = None) -> list[tuple[str, str]]:
    return [(s.name, text[s.start : s.end].strip()) for s in sections(text, shipped(), given_section)]


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, 0, len(text))]


def test_headings_of_every_style_are_found() -> None:
    text = "CC: cough\n## Past Medical History\nasthma\nMEDICATIONS\naspirin\n1. Allergies - NKDA\n**Plan:** rest"
    assert named(text) == [
        ("chief-complaint", "cough"),
        ("past-medical-history", "asthma"),
        ("medications", "aspirin"),
        ("allergies", "NKDA"),
        ("plan", "rest"),
    ]


def test_headings_within_a_paragraph_are_found() -> None:
    text = "Seen today. PAST MEDICAL HISTORY: Gout. FAMILY HISTORY: Stroke in father."
    assert named(text) == [
        ("", "Seen today."),
        ("past-medical-history", "Gout."),
        ("family-history", "Stroke in father."),
    ]


def test_a_part_of_an_examination_stays_in_it() -> None:
    text = "Physical Exam:\nGeneral: well\nLungs: clear\n"
    assert named(text) == [("physical-exam", "General: well\nLungs: clear")]


def test_words_that_are_no_heading_are_text() -> None:
    assert named("He takes the following medications: aspirin") == [("", "He takes the following medications: aspirin")]
    assert named("Plan was discussed.") == [("", "Plan was discussed.")]


def test_the_section_that_the_caller_names_holds_until_a_heading() -> None:
    assert named("Stroke in father.\nPlan: none", "family-history") == [
        ("family-history", "Stroke in father."),
        ("plan", "none"),
    ]


@given(st.text(alphabet="AaPl: .\n-#123HIFMOR", max_size=80))
def test_sections_are_in_order_and_apart(text: str) -> None:
    at = 0
    for one in sections(text, shipped()):
        assert at <= one.start < one.end <= len(text)
        at = one.end
        inside = one.start
        for start, end in sentences(text, one.start, one.end):
            assert inside <= start < end <= one.end
            assert text[start:end].strip() == text[start:end]
            inside = end


def test_full_stops_that_end_nothing() -> None:
    assert cut("Seen by Dr. Lee at 2.5 mg q.d. for pain. Stable.") == [
        "Seen by Dr. Lee at 2.5 mg q.d. for pain.",
        "Stable.",
    ]
    assert cut("1. Gout\n2. Asthma") == ["1. Gout", "2. Asthma"]


def test_items_of_a_list_are_sentences_and_wrapped_lines_are_not() -> None:
    assert cut("- no fever\n- cough") == ["- no fever", "- cough"]
    assert cut("Fever\nCough") == ["Fever", "Cough"]
    wrapped = "The patient was seen in the clinic today and denies any\nfever or chills."
    assert cut(wrapped) == [wrapped]
    assert cut("No fever,\nchills or cough") == ["No fever,\nchills or cough"]


def test_an_amount_that_a_margin_broke_is_one() -> None:
    assert cut("Metoprolol 25\nmg by mouth twice\ndaily") == ["Metoprolol 25\nmg by mouth twice\ndaily"]
    assert cut("Room 25\nMother present") == ["Room 25", "Mother present"]


def test_a_list_under_a_denial_is_one_with_it() -> None:
    assert cut("Denies:\n- rash\n- itch\nYes:\n- gout\nSeen today") == [
        "Denies:\n- rash\n- itch",
        "Yes:\n- gout",
        "Seen today",
    ]
