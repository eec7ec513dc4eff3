"""Whatever a note holds, it is read without an exception, the same each time, and everything that is said of it is quoted from it."""

import json
import os
import re
import signal
import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.notes import headings, reading
from plugins.notes.headings import shipped
from plugins.notes.sections import sections

SECTIONS = st.sampled_from([None, *sorted(set(shipped().names.values()))])
FRAGMENTS = st.sampled_from(
    [
        "ALLERGIES:", "HISTORY OF PRESENT ILLNESS:", "Family History:", "MEDICATIONS", "PMH -", "A/P:", "ROS: Neuro:",
        "Pt denies chest pain, fever or chills", "no evidence of pneumonia", "cannot exclude PE", "return if fever", "h/o DM2 and HTN",
        "[x] diabetes [ ] stroke", "(-) cough (+) rash", "-ve for", "Mother died of breast cancer at 45", "his wife has COPD",
        "metformin 1,000 mg PO BID", "digoxin .125 mg daily", "warfarin 5 mg Mon/Wed/Fri",
        "albuterol 2 puffs q4-6h prn wheezing x 5 days",
        "chronic kidney disease (CKD)", "CKD stage 3", "(ASA)", "BP 120/80, HR 72, T 37.1 C", "Na 135 K 4.2", "quit smoking 10 years ago",
        "never smoker", "1. ", "- ", "• ", "...", "\n", "\n\n", "\t", "\r\n", " ", ". ", ", ", ": ", "**NAME[AAA]**",
        "½ tablet", "5\u00a0mg",
        "µg", "İ", "ß", "ﬁbrillation", "e\u0301", "👩‍⚕️", "\u200b", "\x00", "\x0b", "\x0c", "\x85", "\u2028", "\ufeff", "心不全", "٣ mg",
    ]
)  # fmt: skip
NOTES = st.lists(FRAGMENTS | st.text(max_size=12), max_size=24).map(" ".join) | st.lists(FRAGMENTS, max_size=24).map(
    "".join
)
TEXTS = NOTES | st.text(max_size=200)
UNHURRIED = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(autouse=True, scope="module")
def opened() -> None:
    reading.read("")


def stretches(answer):
    """Yield everything in an answer that has a start and an end."""
    if isinstance(answer, dict):
        if "start" in answer and "end" in answer:
            yield answer
        answer = list(answer.values())
    if isinstance(answer, list):
        for one in answer:
            yield from stretches(one)


def misquoted(text, section=None):
    answer = reading.read(text, section).as_json()
    return [
        one
        for one in stretches(answer)
        if not 0 <= one["start"] < one["end"] <= len(text)
        or one.get("text", "") not in ("", text[one["start"] : one["end"]])
    ]


@UNHURRIED
@given(TEXTS)
def test_offsets_quote(text: str) -> None:
    assert misquoted(text) == []


def test_a_cue_that_decided_stands_in_the_text() -> None:
    assert misquoted("Diabetes. Stroke.", "past-medical-history") == []


@UNHURRIED
@given(TEXTS, SECTIONS)
def test_offsets_quote_whatever_the_section(text: str, section: str | None) -> None:
    # A cue of no words belongs to a section that no words name: the test above tells of it.
    assert [one for one in misquoted(text, section) if (one["start"], one["end"]) != (0, 0)] == []


@UNHURRIED
@given(TEXTS, SECTIONS)
def test_the_same_text_is_read_the_same(text: str, section: str | None) -> None:
    assert reading.read(text, section).as_json() == reading.read(text, section).as_json()


@UNHURRIED
@given(TEXTS)
def test_an_answer_is_plain_json_without_rounding(text: str) -> None:
    answer = reading.read(text).as_json()
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer


def test_the_seed_of_hashes_changes_nothing() -> None:
    text = (
        "MEDICATIONS: metformin 1,000 mg BID, digoxin .125 mg daily. FH: mother had CAD (coronary artery disease), DM2. "
        "Denies CP, SOB. Quit smoking."
    )
    program = "import json, sys; from plugins.notes.reading import read; print(json.dumps(read(sys.argv[1]).as_json()))"
    told = {
        subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-c", program, text],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(told) == 1


@UNHURRIED
@given(st.text(alphabet=st.characters(categories=["Cc", "Cf", "Zs", "Zl", "Mn", "Lu"]), max_size=60))
def test_control_characters_and_accents_are_read(text: str) -> None:
    assert misquoted(text) == []


@pytest.mark.parametrize("text", ["\ud800", "Denies fever \udc00 and cough."])
def test_half_of_a_surrogate_pair_is_read(text: str) -> None:
    assert misquoted(text) == []


@UNHURRIED
@given(TEXTS)
def test_entities_stand_in_their_order_apart_and_in_their_section(text: str) -> None:
    read = reading.read(text)
    mentions = [one.mention for one in read.entities]
    assert all(a.end <= b.start for a, b in pairwise(mentions))
    for one in read.entities:
        inside = [s.name for s in read.sections if s.start <= one.mention.start < s.end]
        assert inside == [one.section]


@UNHURRIED
@given(TEXTS, SECTIONS)
def test_sections_are_the_whole_text_without_its_headings(text: str, section: str | None) -> None:
    cut = sections(text, headings.shipped(), section)
    at = 0
    for one in cut:
        assert at <= one.start < one.end <= len(text)
        assert text[one.start : one.end].strip() != ""
        assert only_headings(text[at : one.start])
        at = one.end
    assert only_headings(text[at:])


def only_headings(gap: str) -> bool:
    """Whether a stretch between sections holds headings and marks, and nothing that somebody would miss."""
    words = [
        re.sub(r"^\s*(?:\d{1,2}[.)]\s|[-*•#=_>|–\s])*|[-*•#=_>|–\s]+$", "", part) for part in re.split(r"[\n:=]", gap)
    ]
    return all(not word or headings.shipped().name(word) is not None for word in words)


@given(st.sampled_from(["", " ", "\n", "\n \n\t", "\x00", "\ufeff"]))
def test_nothing_is_read_in_nothing(text: str) -> None:
    assert {name for name, found in reading.read(text).as_json().items() if found} == set()


def test_a_text_that_is_too_long_is_refused_without_its_words() -> None:
    with pytest.raises(reading.TooLongError, match=rf"{reading.LARGEST + 1} characters is not read") as refused:
        reading.read("secret " + "." * (reading.LARGEST - 6))
    assert "secret" not in str(refused.value)


LENGTH, SECONDS = 30_000, 3.0
"""Characters of a text and processor seconds that it may take: twenty times as many as the goal leaves for it."""
REPEATED = {
    "words": "Patient rests well today. ",
    "medicines": "metformin 500 mg BID\n",
    "abbreviations": "CP SOB DM2. ",
    "values": "BP 120/80 HR 90. ",
    "explained": "chronic kidney disease (CKD). ",
    "headings": "Allergies: ",
    "capitals": "ABCD EFGH ",
    "letters": "aaaa ",
    "list": "fever, cough, ",
    "blank lines": "\n\n",
}
SLOW = {  # and how long a text of it is surely too slow
    "sections": ("HPI:\nno fever\n", 100_000),
    "denials on one line": ("no fever and denies cough, ", LENGTH),
    "boxes on one line": ("[x] fever [ ] cough ", LENGTH),
    "brackets": ("[", LENGTH),
    "dots": (".", LENGTH),
    "spaces": (" ", 50_000),
}


class TooSlow(Exception):  # noqa: N818
    """More processor time than a text may take."""


@pytest.fixture
def limited():
    """Let a test use so many processor seconds, and no more."""

    def stop(*_: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)


@pytest.mark.parametrize("name", REPEATED)
@pytest.mark.usefixtures("limited")
def test_a_long_text_is_read_in_time(name: str) -> None:
    reading.read(REPEATED[name] * (LENGTH // len(REPEATED[name]))).as_json()


@pytest.mark.parametrize("name", SLOW)
@pytest.mark.usefixtures("limited")
def test_a_long_text_of_one_kind_is_read_in_time(name: str) -> None:
    fragment, length = SLOW[name]
    reading.read(fragment * (length // len(fragment))).as_json()
