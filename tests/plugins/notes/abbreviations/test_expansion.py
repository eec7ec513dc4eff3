import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.notes.abbreviations import expanded, lexicon
from plugins.notes.section import Section
from plugins.notes.terms import Dictionary


def words(text: str) -> list[tuple[int, int]]:
    return [found.span() for found in re.finditer(r"[\w/&-]+|[^\w\s]", text)]


def names(text: str, section: str = "") -> list[tuple[str, str]]:
    sections = [Section(section, 0, len(text))] if section else []
    return [(text[m.start : m.end], m.name) for m in expanded(text, words(text), sections)]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("takes ASA daily", "aspirin"),
        ("NTG prn", "nitroglycerin"),
        ("htn", "hypertension"),
        ("DM 2", "type 2 diabetes mellitus"),
        ("MSO4", "morphine sulfate"),
        ("allergic to PCN", "penicillin"),
        ("two CVAs", "cerebrovascular accident"),
        ("DVTS", "deep vein thrombosis"),
        ("has Parkinson's", "Parkinson disease"),
        ("treated for chlamydia", "chlamydial infection"),
        ("had strep throat", "streptococcal pharyngitis"),
    ],
)
def test_known_abbreviations_are_expanded(text: str, meaning: str) -> None:
    assert [name for _, name in names(text)] == [meaning]


@pytest.mark.parametrize(
    ("text", "section", "meaning"),
    [
        ("MS on interferon, relapsing", "", "multiple sclerosis"),
        ("MS 4 mg IV prn", "", "morphine sulfate"),
        ("rheumatic MS with a diastolic murmur", "", "mitral stenosis"),
        ("RA on methotrexate", "", "rheumatoid arthritis"),
        ("98 % on RA", "", "room air"),
        ("HTN, RA, gout", "past-medical-history", "rheumatoid arthritis"),
        ("CP and SOB", "", "chest pain"),
        ("CP with spastic quadriplegia", "", "cerebral palsy"),
        ("bilateral PE on CTA", "", "pulmonary embolism"),
        ("relapsed ALL after chemotherapy", "", "acute lymphoblastic leukemia"),
    ],
)
def test_what_stands_near_or_the_section_decides(text: str, section: str, meaning: str) -> None:
    assert meaning in [name for _, name in names(text, section)]


@pytest.mark.parametrize("text", ["the MS was seen", "RA was seen", "all of it", "ALL SYSTEMS", "as such", "AS SUCH"])
def test_what_cannot_be_told_is_not_told(text: str) -> None:
    assert [hit for hit in names(text) if hit[0].upper() in {"MS", "RA", "ALL", "AS"}] == []


def test_meanings_of_one_type_give_the_type_and_no_code() -> None:
    text = "PND at times"
    (mention,) = expanded(text, words(text))
    assert (mention.type, mention.code, mention.name) == (
        "disease",
        "",
        "paroxysmal nocturnal dyspnea or postnasal drip",
    )


@pytest.mark.parametrize("text", ["ASAP", "xASA", "HTNs2", "CHF-2", "DMSO"])
def test_a_part_of_a_word_is_no_abbreviation(text: str) -> None:
    assert names(text) == []


@given(st.lists(st.sampled_from([*sorted(lexicon())[:80], " ", ",", "s", "S", "-", "x", "İ"])).map("".join))
def test_offsets_are_exact_and_none_overlap(text: str) -> None:
    last = 0
    for mention in expanded(text, words(text)):
        written = text[mention.start : mention.end]
        assert mention.start >= last
        assert written in lexicon() or written[:-1] in lexicon()
        last = mention.end


def test_there_are_many_and_most_have_a_code() -> None:
    dictionary = Dictionary.open()
    coded = [short for short, (sense, *_) in lexicon().items() if (e := dictionary.term(sense.means)) and e.code]
    assert len({short.upper() for short in lexicon()}) >= 300
    assert len(coded) >= 200


def test_no_meaning_contradicts_the_dictionary() -> None:
    dictionary = Dictionary.open()
    for short, senses in lexicon().items():
        for sense in senses:
            entry = dictionary.term(sense.means)
            assert entry is None or entry.type == sense.type or not entry.code, (short, sense.means, entry)


def test_the_section_is_the_one_that_the_abbreviation_stands_in() -> None:
    text = "HTN, MS. Then MS"
    sections = [Section("past-medical-history", 0, 8), Section("medications", 9, 16)]
    assert [m.name for m in expanded(text, words(text), sections)] == [
        "hypertension",
        "multiple sclerosis",
        "morphine sulfate",
    ]


def test_a_long_text_of_abbreviations_is_read_in_time() -> None:
    text = "ALL AS MS " * 30_000
    began = time.process_time()
    expanded(text, words(text), [Section("plan", 10 * i, 10 * i + 9) for i in range(30_000)])
    assert time.process_time() - began < 20
