"""Every attribute quotes the words that say it, whatever the text around them."""

from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.notes.medication import as_json, dosage, medications, named, stretches

TEXTS = [
    row.split("\t")[0].replace("\\n", "\n")
    for row in (Path(__file__).parent / "examples.tsv").read_text(encoding="utf-8").splitlines()
    if row and not row.startswith("#")
]
ALPHABET = st.sampled_from(
    [
        *"0123456789.,/-\u2013½ ()\n\t:;#%xXoOlqQ'\u00a0\u200bµé",
        " mg",
        " mcg",
        " tab",
        " mL",
        "q",
        "h ",
        " daily",
        " BID ",
        " lisinopril ",
        " aspirin ",
        " of ",
        " and ",
        " then ",
        " prn ",
        " stopped",
        " from ",
        " to ",
        "insulin ",
    ]
)


def check(text):
    found = medications(text, named(text), stretches(text))
    for line in found:
        answer = as_json(line)
        assert 0 <= line.start <= line.name_start < line.name_end <= line.end <= len(text)
        assert answer["text"] == text[line.start : line.end]
        for name, spans in line.evidence.items():
            for start, end in spans:
                assert 0 <= start < end <= len(text), name
                assert text[start:end] == text[start:end].strip(), (name, text[start:end])
                assert name == "status" or line.start <= start <= end <= line.end
        for caution in line.cautions:
            assert line.start <= caution.start < caution.end <= line.end
        for name in ("strength", "dose", "form", "route", "timing", "duration", "status"):
            assert (answer[name] is None) == (name not in line.evidence), name
        assert answer["prn"] == ("prn" in line.evidence)
        if answer["prnReason"] is not None:
            [(start, end)] = line.evidence["prnReason"]
            assert text[start:end] == answer["prnReason"]
        assert dosage(line)["text"] == answer["text"]
    assert all(one.name_start <= other.name_start for one, other in pairwise(found))
    return found


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=4), st.sampled_from(["\n", ". ", "; ", ", ", " "]))
def test_lines_put_together_quote_what_they_say(texts, between):
    check(between.join(texts))


@settings(max_examples=1500, deadline=None)
@given(st.lists(ALPHABET, max_size=25))
def test_any_text_at_all_quotes_what_it_says(parts):
    check("lisinopril " + "".join(parts))


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_no_text_is_too_strange(text):
    check(f"aspirin {text} mg")


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(TEXTS), st.sampled_from(["", "\n\n", "Plan: ", "¶ é — ", "x" * 50 + ". "]))
def test_where_a_line_stands_does_not_change_what_it_says(text, before):
    shift = len(before)

    def moved(one, by):
        return [
            (line.start - by, line.end - by, line.dose and line.dose.value, line.timing and line.timing.repeat)
            for line in one
        ]

    bounds = [(shift, shift + len(text))]
    there = medications(before + text, [m for m in named(before + text) if m.start >= shift], bounds)
    assert moved(there, shift) == moved(medications(text, named(text), [(0, len(text))]), 0)
