"""Where a line stands: sections, sentences that go on, and how fast they are read."""

import time

import pytest

from plugins.notes.medication import as_json, medications, named, stretches
from plugins.notes.section import Section
from tests.plugins.notes.medication.asking import lines, listed


def section(name, text):
    return (Section(name, 0, len(text)),)


@pytest.mark.parametrize("name", ["medications", "discharge-medications", "home-medications"])
def test_a_name_alone_is_a_line_in_a_list_of_medicines(name):
    assert [line["ingredient"] for line in lines("Aspirin\nLisinopril", section(name, "Aspirin\nLisinopril"))] == [
        "aspirin",
        "lisinopril",
    ]


@pytest.mark.parametrize("name", ["", "assessment", "history"])
def test_and_nowhere_else(name):
    assert lines("Aspirin\nLisinopril", section(name, "Aspirin\nLisinopril")) == []


def test_nothing_is_a_line_among_allergies():
    text = "Penicillin 500 mg: hives"
    assert lines(text, section("allergies", text)) == []
    assert lines(text) != []


def test_a_body_s_own_substance_needs_an_amount_even_in_a_list():
    assert listed("potassium\nthyroid") == []
    assert [line["dose"] for line in listed("potassium 20 mEq daily")] == [[20, "mEq"]]


@pytest.mark.parametrize(
    "text",
    [
        "Lisinopril 10 mg tablet\n  Sig: Take 1 tablet by mouth daily",
        "Lisinopril 10 mg tablet.\nTake 1 tablet by mouth daily.",
        "Lisinopril 10 mg tablet\n1 tablet by mouth daily",
    ],
)
def test_a_sentence_that_goes_on_belongs_to_the_medicine_before_it(text):
    [line] = lines(text)
    assert (line["strength"], line["dose"], line["route"], line["timing"]["frequency"]) == (
        [10, "mg"],
        [1, "tablet"],
        "oral",
        1,
    )


def test_one_that_does_not_go_on_does_not():
    [line] = lines("Lisinopril 10 mg daily\nHer weight is 70 kg. BP 120/80")
    assert line["dose"] == [10, "mg"]
    assert lines("Aspirin\nShe walks daily") == []


def test_a_number_broken_by_the_end_of_a_line_is_not_read():
    for text in ("aspirin 1,\n000 mg daily", "aspirin 10\n0 mg daily", "aspirin 0.\n5 mg daily"):
        for bounds in (None, [(0, len(text))]):
            assert [line["dose"] for line in lines(text, bounds=bounds) if line["dose"]] == []


def test_a_line_broken_between_number_and_unit_is_read():
    text = "He takes aspirin 81\nmg by mouth\ndaily"
    [line] = lines(text, bounds=[(0, len(text))])
    assert (line["dose"], line["route"], line["timing"]["frequency"]) == ([81, "mg"], "oral", 1)


def test_why_nothing_was_read_is_said():
    [line] = lines("lisinopril 1.000 mg daily")
    assert line["dose"] is None
    assert "point before three digits" in line["abstained"]
    [line] = lines("lisinopril l0 mg daily")
    assert line["abstained"] == "letters in place of digits"
    [line] = lines("lisinopril 40 mg/day")
    assert "a day" in line["abstained"]
    [line] = lines("lisinopril 10 mg daily")
    assert line["abstained"] is None


def test_numbers_come_out_exact():
    assert [as_json(line)["dose"][0] for line in medications(T, named(T), stretches(T))] == [12.5, 1000, 0.125]
    assert isinstance(lines("metformin 1,000 mg")[0]["dose"][0], int)


T = "HCTZ 12.5 mg daily\nMetformin 1,000 mg BID\nDigoxin 0.125 mg daily"


def test_an_infusion_has_a_rate():
    [line] = lines("heparin drip at 12 units/kg/hr")
    assert (line["dose"], line["rate"]) == (None, [12, "unit/kg/h"])


def test_a_combination_names_each_ingredient():
    [line] = lines("Norco 5/325 1 tab q6h")
    assert line["ingredients"] == ["acetaminophen", "hydrocodone"]


def test_the_answer_begins_with_the_fields_of_its_format():
    [line] = lines("aspirin 81 mg daily")
    assert list(line)[:12] == [
        "start",
        "end",
        "ingredient",
        "strength",
        "dose",
        "form",
        "route",
        "timing",
        "prn",
        "prnReason",
        "duration",
        "status",
    ]


def seconds(copies):
    text = "started aspirin 81 mg daily and stopped lisinopril, " * copies
    before = time.process_time()
    assert len(medications(text, named(text), [(0, len(text))])) == 2 * copies
    return time.process_time() - before


def test_a_long_text_without_an_end_takes_no_more_than_its_length():
    seconds(50)
    assert seconds(1600) < 40 * seconds(200) + 1


def test_what_is_said_of_each_is_said_of_both_with_its_own_words():
    text = "hydralazine and lisinopril 10 mg each"
    first, second = lines(text)
    assert (first["text"], second["text"]) == (text.removesuffix(" each"), "lisinopril 10 mg")
    assert [c["kind"] for c in first["cautions"]] == ["looks like hydroxyzine"]
    assert second["cautions"] == []
