import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.notes.terms import SHIPPED, Dictionary, DictionaryError
from plugins.notes.terms.atoms import key
from plugins.notes.terms.layout import CAPITALS, WORDLIKE
from tests.plugins.notes.terms.conftest import Made

TERMS = {
    "heart failure": "disease",
    "congestive heart failure": "disease",
    "failure": "finding",
    "pain": "disease",
    "chest pain": "disease",
    "5-fluorouracil": "chemical",
    "β-blocker": "chemical",
    "Crohn's disease": "disease",
    "nausea, vomiting": "disease",
}
WORDS = re.compile(r"\w+|[^\w\s]|\s{2,}|\n")


def words(text: str) -> list[tuple[int, int]]:
    return [found.span() for found in WORDS.finditer(text)]


def found(dictionary: Dictionary, text: str) -> list[str]:
    return [text[m.start : m.end] for m in dictionary.mentions(text, words(text))]


def test_the_longest_term_is_found_and_none_within_it(made: Made) -> None:
    assert found(made(TERMS), "Congestive heart failure and chest pain, heart failure; failure") == [
        "Congestive heart failure",
        "chest pain",
        "heart failure",
        "failure",
    ]


def test_a_term_that_begins_within_a_longer_start_is_still_found(made: Made) -> None:
    assert found(made({"a b c": "disease", "b d": "disease"}), "a b d") == ["b d"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Heart\nfailure", ["Heart\nfailure"]),
        ("heart\n\nfailure", ["failure"]),
        ("heart. failure", ["failure"]),
        ("heart - failure", ["failure"]),
        ("heart-failure", ["heart-failure"]),
        ("5 fluorouracil", ["5 fluorouracil"]),
        ("beta blockers", ["beta blockers"]),
        ("Crohn\u2019s disease", ["Crohn\u2019s disease"]),
        ("painful", []),
        ("pain3", []),
        ("nausea, vomiting", ["nausea, vomiting"]),
        ("nausea vomiting", []),
    ],
)
def test_what_parts_words_parts_terms(made: Made, text: str, expected: list[str]) -> None:
    assert found(made(TERMS), text) == expected


def test_what_is_found_says_what_it_is(made: Made) -> None:
    (mention,) = made({"hypertension": (0, 1, "I10")}).mentions("HYPERTENSION", [(0, 12)])
    assert (mention.type, mention.system, mention.code, mention.name) == (
        "disease",
        "http://hl7.org/fhir/sid/icd-10-cm",
        "I10",
        "hypertension",
    )


def test_an_acronym_is_found_in_capitals_and_one_that_is_a_word_not_among_capitals(made: Made) -> None:
    dictionary = made({"ALL": (CAPITALS | WORDLIKE, 0, ""), "HIT": (CAPITALS, 0, "")})
    assert found(dictionary, "relapsed ALL after HIT, all hit") == ["ALL", "HIT"]
    assert found(dictionary, "DENIES ALL SYMPTOMS, HIT") == ["HIT"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(data=st.data())
def test_offsets_quote_what_was_looked_up_in_any_text(made: Made, data: st.DataObject) -> None:
    dictionary = made(TERMS)
    pieces = st.one_of(
        st.text(max_size=6), st.sampled_from([*TERMS, "HEART", "İ", "ﬁ", "ß", "pain", "'s", "\n\n", "-", " "])
    )
    text = data.draw(st.lists(pieces, max_size=12).map("".join))
    cut = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=12)) | {0, len(text)})
    pairs = data.draw(st.sampled_from([words(text), [(a, b) for a, b in pairwise(cut)]]))
    keys = {key(term) for term in TERMS}
    last = 0
    for mention in dictionary.mentions(text, pairs):
        assert last <= mention.start < mention.end <= len(text)
        assert key(text[mention.start : mention.end]) in keys
        last = mention.end


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    term=st.sampled_from(list(TERMS)),
    before=st.sampled_from(["", "no ", "(", "İß "]),
    after=st.sampled_from(["", ".", " x"]),
)
def test_a_term_that_stands_in_a_text_is_found(made: Made, term: str, before: str, after: str) -> None:
    assert term in found(made(TERMS), before + term + after)


@pytest.mark.parametrize("content", [b"", b"x", b"x" * 100])
def test_another_file_is_no_dictionary(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "terms.bin"
    file.write_bytes(content)
    with pytest.raises(DictionaryError, match=r"terms\.bin is no dictionary"):
        Dictionary.open(file)


def test_a_file_that_is_cut_off_is_no_dictionary(made: Made, tmp_path: Path) -> None:
    made(TERMS)
    file = tmp_path / "terms.bin"
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(DictionaryError, match="cut off"):
        Dictionary.open(file)


def test_it_is_small_and_loads_nothing_heavy() -> None:
    assert SHIPPED.stat().st_size < 15_000_000
    code = (
        "import sys; from plugins.notes.terms.recognition import Recognizer; Recognizer.open().mentions('no pain', [(0, 2), (3, 7)]);"
        "print(sorted({'spacy', 'numpy', 'sklearn'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)  # noqa: S603
    assert said.stdout.strip() == "[]"


def test_a_text_with_more_words_than_are_remembered_is_read_whole(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plugins.notes.terms.dictionary._REMEMBERED", 3)
    assert found(made(TERMS), "one two three pain four five six chest pain seven") == ["pain", "chest pain"]
