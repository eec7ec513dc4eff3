import json
from pathlib import Path

import pytest

from plugins.notes.mention import Mention
from plugins.notes.terms.recognition import Recognizer, chosen
from plugins.notes.terms.training.corpus import words

DATA = Path(__file__).resolve().parents[4].parent / "shared" / "data" / "notes"


def found(shipped: Recognizer, text: str) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], m.type) for m in shipped.mentions(text, words(text))]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("She has shortness of breath.", "R06.02"),
        ("diabetes mellitus type 2", "E11.9"),
        ("DM2", "E11.9"),
        ("COPD", "J44.9"),
        ("copd", "J44.9"),
        ("renal calculi", "N20.0"),
        ("abscess of the lung", "J85.2"),
        ("takes Coumadin", "11289"),
        ("metformin hydrochloride", "6809"),
        ("ASA", "1191"),
        ("insulin glargine 10 units", "274783"),
        ("essential hypertension", "I10"),
        ("complete heart block", "I44.2"),
        ("suicidal ideation", "R45.851"),
        ("Lightheaded", "R42"),
        ("gastro-oesophageal reflux disease", "K21"),
    ],
)
def test_terms_carry_their_code(shipped: Recognizer, text: str, code: str) -> None:
    assert code in {m.code for m in shipped.mentions(text, words(text))}


@pytest.mark.parametrize(
    "text",
    [
        "He may return to work and was present with all of his family, who said she lead the way.",
        "PATIENT DENIES ALL OTHER SYMPTOMS AND HAS NO COMPLAINTS AS OF NOW",
        "The plan was reviewed in combination with the team; growth and behavior were discussed.",
        "No association with the action of the program, versus the choice of the practice.",
        "low sodium diet",
    ],
)
def test_everyday_words_are_no_terms(shipped: Recognizer, text: str) -> None:
    assert [hit for hit in found(shipped, text) if hit[0].lower() not in {"symptoms", "sodium"}] == []


@pytest.mark.parametrize("name", ["whooping cough", "tuberculosis", "Asthma", "hypertension"])
def test_a_code_that_only_one_doubtful_source_gives_is_not_given(shipped: Recognizer, name: str) -> None:
    (mention,) = shipped.mentions(name, words(name))
    assert "mesh" not in mention.system


@pytest.mark.parametrize("term", ["cholecystectomy", "hysterectomy", "troponin", "mammogram", "ejection fraction"])
def test_what_nobody_coded_bears_no_name_of_another(shipped: Recognizer, term: str) -> None:
    (mention,) = shipped.mentions(term, words(term))
    assert (mention.code, mention.name) == ("", "")


def test_an_abbreviation_that_the_text_explains_is_what_it_says(shipped: Recognizer) -> None:
    text = "Acute respiratory distress syndrome (ARDS) and complete heart block (CHB). Later CHB resolved, CHBs did not, CHB-2 neither."
    ours = [hit for hit in found(shipped, text) if hit[0].startswith("CHB")]
    assert ours == [("CHB", "disease"), ("CHB", "disease"), ("CHBs", "disease")]


def test_an_explanation_overrules_the_usual_meaning(shipped: Recognizer) -> None:
    text = "The Cardiac Assessment Division (CAD) saw her. CAD was called."
    assert [hit for hit in found(shipped, text) if hit[0] == "CAD"] == []
    assert ("CAD", "disease") in found(shipped, "History of CAD.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L-dopa and N-methyl-dopamine", ["L-dopa", "N-methyl-dopamine"]),
        ("(-)-nicotine", ["nicotine"]),
        ("[3H]-propranolol binding", ["propranolol"]),
        ("propranolol HCl 40 mg", ["propranolol HCl"]),
    ],
)
def test_a_chemical_is_as_long_as_its_name(shipped: Recognizer, text: str, expected: list[str]) -> None:
    assert [hit for hit, kind in found(shipped, text) if kind == "chemical"] == expected


def test_of_two_that_overlap_the_longer_is_chosen_and_of_equals_the_first() -> None:
    long, short, equal = Mention(0, 9, "disease"), Mention(5, 12, "chemical"), Mention(0, 9, "finding")
    assert chosen([short, long, equal]) == [long]
    assert chosen([equal, long]) == [equal]


@pytest.mark.skipif(not DATA.is_dir(), reason="public data not here: notes")
def test_most_of_what_the_negex_corpus_asks_about_is_found(shipped: Recognizer) -> None:
    rows = [json.loads(line) for line in (DATA / "negex_dev.jsonl").read_text("utf-8").splitlines()]
    asked = [row for row in rows if row["start"] is not None]
    hit = [
        row
        for row in asked
        if any(m.start < row["end"] and m.end > row["start"] for m in shipped.mentions(row["text"], words(row["text"])))
    ]
    assert len(hit) / len(asked) > 0.97
