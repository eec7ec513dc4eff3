"""RTF becomes what a reader would see, whatever a stranger put into it."""

from contextlib import suppress

import hypothesis.strategies as st
import pytest
from hypothesis import example, given

from fhir_adapter.documents.refusal import DocumentError
from fhir_adapter.documents.rtf import plain_text
from tests.fhir_adapter.documents.made import rtf


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb"Allergies: {\b penicillin}\par Plan: rest\par", "Allergies: penicillin\nPlan: rest"),
        (rb"Caf\'e9, 37 \'b0C", "Café, 37 °C"),
        ("Café".encode("cp1252"), "Café"),
        (rb"BP \u8804? 140", "BP ≤ 140"),
        (rb"\uc0\u233 t\u233", "été"),
        (rb"\uc2\u233ab!", "é!"),
        (rb"\u-10179?\u-8704?", "\U0001f600"),
        (rb"{\f2 \'cf\'ee\'eb\'e5}", "Поле"),
        (rb"5\~mg a\_b \\ \{x\}", "5 mg a-b \\ {x}"),
        (b"one\\\ntwo\r\nthree", "one\ntwothree"),
        (rb"a\line b\tab c\emdash d", "a\nb c—d"),
        (rb"\trowd Drug\cell Dose\cell\row aspirin\cell 81 mg\cell\row", "Drug Dose\naspirin 81 mg"),
        (rb'see {\field{\*\fldinst{HYPERLINK "http://x.example"}}{\fldrslt{the plan}}} now', "see the plan now"),
        (rb"{\listtext\f1 \'b7\tab}aspirin\par", "• aspirin"),
        (rb"{\upr{plain}{\*\ud{\u233?}}} {\*\unknown not this} {\header H}{\footer F}end", "plain end"),
        (rb"{\pict\wmetafile8\bin6 }}}}}}bytes}ok{\object\objemb{\*\objdata 0105ff}}", "ok"),
        (rb"{\pict 0102ff}ok", "ok"),
        (rb"10{\super 9}/L and 2{\super nd}", "10^9/L and 2nd"),
        (rb"\ab\ac\foo123 known words only", "known words only"),
    ],
)
def test_what_a_reader_sees(body, text):
    assert plain_text(rtf(body)) == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb"has {\strike no }asthma", "has asthma"),
        (rb"has \strike no \strike0 asthma", "has asthma"),
        (rb"has \striked1 no \striked0 asthma", "has asthma"),
        (rb"a{\deleted\revauthdel1 b}c{\revised d}", "acd"),
        (rb"a{\v hidden \'e9\u233? {\b too}}b", "ab"),
        (rb"a\v hidden\plain b", "ab"),
        (rb"a{\v\strike b\v0 c}d", "ad"),
    ],
)
def test_what_was_struck_out_or_hidden_is_not_said(body, text):
    assert plain_text(rtf(body)) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (rb"{\rtf1\mac caf\'8e}", "café"),
        (rb"{\rtf1\pc caf\'82}", "café"),
        (rb"{\rtf1\ansi\ansicpg1251 \'cf}", "П"),
        (rb"{\rtf1\ansi\ansicpg0 caf\'e9}", "café"),
        (rb"{\rtf1 text}and {what} follows", "text"),
        (rb"{\rtf1 cut off", "cut off"),
    ],
)
def test_odd_documents(raw, text):
    assert plain_text(raw) == text


def test_signs_of_a_symbol_font_are_no_letters():
    assert plain_text(rtf(rb"K {\f1\'b3} 5.5")) == "K � 5.5"


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (rb"{\rtf1 a{\v hidden", "with hidden or struck-out text that is never ended"),
        (rb"{\rtf1\ansicpg99999 x}", "of RTF in a code page that is not known"),
        (rtf(rb"{\field{\*\fldinst FORMCHECKBOX}}"), "with form fields, whose entries are not read"),
    ],
)
def test_what_is_not_read_says_why(raw, why):
    with pytest.raises(DocumentError, match=f"^{why}$"):
        plain_text(raw)


MANY = 100_000
HOSTILE = {
    "deep groups": b"{" * MANY,
    "fields": rb'{\field{\*\fldinst{HYPERLINK "a"' * (MANY // 20),
    "escaped fields": rb"\{\\field\{ \\*\\fldinst\{HYPERLINK " * (MANY // 20),
    "fonts without a set": rb"{\fonttbl" + rb"\f1" * MANY,
    "fonts without an end": rb"{\fonttbl" * MANY,
    "font sets": rb"{\fonttbl" + rb"\f1\fcharset" * MANY,
    "pictures without an end": rb"{\pict\bin" * MANY,
    "a length beyond the end": rb"\bin9999999999 x",
    "a length below nothing": rb"\bin-5 x" * MANY,
    "backslashes": b"\\" * MANY,
    "objects": rb"{\object{\*\objdata " + b"0" * 10 * MANY + b"}}",
    "numbers": rb"\u9999999999 \uc999999999 \f9999999999 ",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_was_made_to_take_long_is_read_or_refused(what):
    with suppress(DocumentError):
        plain_text(rtf(HOSTILE[what]))


WORDS = [
    *(
        b"{",
        b"}",
        b"\\",
        b" ",
        b"*",
        b"x",
        b"\n",
        b"9",
        b"\xe9",
        b"\x00",
        rb"\v",
        rb"\v0",
        rb"\u-1",
        rb"\'e9",
        rb"\'",
        rb"\bin3",
    ),
    *(rb"\ansicpg", rb"\fonttbl", rb"\f1", rb"\fcharset2", rb"\uc", rb"\par", rb"\cell", rb"\*", rb"\pict", rb"\super"),
]


@given(st.lists(st.sampled_from(WORDS), max_size=60).map(b"".join))
@example(rb"\ansicpg932 \'83")
@example(rb"\u-10179?")
def test_anything_is_read_or_refused(body):
    for raw in (rtf(body), b"{\\rtf1" + body):
        with suppress(DocumentError):
            text = plain_text(raw)
            assert text == text.strip()
            text.encode()  # no half of a character is left


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=30))
def test_whatever_is_written_is_read(said):
    units = said.encode("utf-16-le")
    numbers = [int.from_bytes(units[i : i + 2], "little", signed=True) for i in range(0, len(units), 2)]
    assert plain_text(rtf(b"".join(b"\\u%d?" % number for number in numbers))) == said
