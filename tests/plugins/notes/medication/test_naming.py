"""Names are found to the letter, the longest first, and stand for their ingredients."""

import pytest

from chartside.codes import RXNORM_SYSTEM
from plugins.notes.medication import as_json, medications, named
from plugins.notes.mention import Mention


def found(text):
    return [(text[m.start : m.end], m.name) for m in named(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ASA", [("ASA", "aspirin")]),
        ("asa", []),
        ("Lasix", [("Lasix", "furosemide")]),
        ("TMP-SMX", [("TMP-SMX", "sulfamethoxazole / trimethoprim")]),
        ("insulin glargine", [("insulin glargine", "insulin glargine")]),
        ("insulin", [("insulin", "insulin")]),
        ("Z-pak", [("Z-pak", "azithromycin")]),
        ("ventolin", [("ventolin", "albuterol")]),
        ("albuterol", [("albuterol", "albuterol")]),
        ("paracetamol", [("paracetamol", "acetaminophen")]),
        ("Tylenol #3", [("Tylenol #3", "acetaminophen / codeine")]),
        ("lisinoprill", []),
        ("lisinopri", []),
        ("aspirins", []),
        ("MSO4", [("MSO4", "morphine")]),
        ("Humulin R", [("Humulin R", "insulin regular")]),
        ("vitamin B12", [("vitamin B12", "cyanocobalamin")]),
        ("aspirin/clopidogrel", [("aspirin", "aspirin"), ("clopidogrel", "clopidogrel")]),
        ("normal\n saline", [("normal\n saline", "sodium chloride")]),
        ("", []),
        ("the patient is well", []),
    ],
)
def test_names(text, expected):
    assert found(text) == expected


def test_one_ingredient_has_its_code():
    [mention] = named("lisinopril")
    assert (mention.type, mention.system, mention.code) == ("chemical", RXNORM_SYSTEM, "29046")
    [mention] = named("Norco")
    assert mention.code == ""


def test_the_words_of_others_are_used():
    text = "lisinopril and aspirin"
    assert [m.start for m in named(text, [(0, 10), (11, 14), (15, 22)])] == [0, 15]
    assert [m.start for m in named(text, [(0, 10)])] == [0]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("metoprolol tartrate 25 mg", "metoprolol tartrate"),
        ("metoprolol succinate XL 50 mg", "metoprolol succinate XL"),
        ("glipizide ER 5 mg", "glipizide ER"),
        ("Humulin 70/30 20 units", "Humulin 70/30"),
        ("acetaminophen (Tylenol) 650 mg", "acetaminophen (Tylenol)"),
        ("lisinopril-hydrochlorothiazide 1 tab", "lisinopril-hydrochlorothiazide"),
        ("aspirin 81 mg", "aspirin"),
        ("diltiazem CD 120 mg", "diltiazem CD"),
    ],
)
def test_a_name_goes_on_with_its_salt_and_its_release(text, name):
    [line] = medications(text, named(text), [(0, len(text))])
    assert text[line.name_start : line.name_end] == name


def test_a_dictionary_knows_more_than_we_do():
    text = "foozumab 10 mg SC weekly, glucose 126 mg/dL"
    mentions = [
        Mention(0, 8, "chemical", "http://x", "1", "Foozumab"),
        Mention(26, 33, "chemical", "", "", "glucose"),
        Mention(0, 3, "disease"),
    ]
    [line] = medications(text, mentions, [(0, len(text))])
    assert (line.ingredient, as_json(line)["dose"], line.codes) == ("foozumab", [10, "mg"], ())


def test_what_is_no_chemical_is_no_medicine():
    assert medications("pain 10 mg daily", [Mention(0, 4, "disease")], [(0, 16)]) == ()


def test_an_ingredient_is_coded_where_its_code_is_known():
    [line] = medications("lisinopril 10 mg", named("lisinopril 10 mg"), [(0, 16)])
    assert [(code.system, code.value) for code in line.codes] == [(RXNORM_SYSTEM, "29046")]
