"""No dose is ever read in another magnitude: it is right, or it is not read."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.plugins.notes.medication.asking import lines

UNITS = {
    "mg": "mg",
    "mcg": "ug",
    "g": "g",
    "mL": "mL",
    "units": "unit",
    "mEq": "mEq",
    "tablets": "tablet",
    "puffs": "puff",
    "milligrams": "mg",
    "µg": "ug",
    "MG": "mg",
    "gm": "g",
}
BEFORE = [
    "lisinopril {}",
    "Take lisinopril {}",
    "lisinopril, {}",
    "Lisinopril: {}",
    "lisinopril ({})",
    "lisinopril - {}",
    "{} of lisinopril",
    "lisinopril\n{}",
    "lisinopril 1 tablet ({})",
    "1. Lisinopril {}",
    "lisinopril increased to {}",
    "lisinopril\t{}",
    "started lisinopril at {}",
    "lisinopril; {}",
    "lisinopril (Zestril) {}",
    "lisinopril #30 {}",
    "lisinopril disp 30 {}",
    "lisinopril 2 refills, {}",
    "lisinopril take {}",
    "1. Aspirin 81 mg daily 2. Lisinopril {}",
    "lisinopril T {}",
    "lisinopril | Dose: {}",
]
AFTER = [
    "{}",
    "{} daily",
    "{} PO BID",
    "{}.",
    "{}, then stop",
    "{} x 7 days",
    "{}; metformin 500 mg",
    "{} q6h prn pain",
    "{}\n20 mg",
    "{} (10 mL)",
    "{} on 12/05/2026",
    "{} at 8 am",
    "{} 1 tab",
    "{} #30",
    "{} disp 30 1 tab",
    "{}, 0 refills",
    "{} in 250 mL NS",
    "{} (Zestril) 1 tab",
    "{} 2. Aspirin 81 mg",
    "{} except Sunday",
    "{} on Mondays and 20 mg all other days",
    "{} q6°",
    "{} OD",
    "{} PO q12h 0600 1800",
    "{}, max 4 doses/24h",
    "{} to the knee daily",
    "{}, wean by 300 mg every week",
]


def read(name):
    return (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()


def spelled_thousands(value):
    return f"{value:,}" if value == int(value) else str(value)


VALUES = st.one_of(
    st.decimals("0.01", "999", places=2),
    st.decimals("0.001", "20", places=3),
    st.integers(1, 100_000).map(Decimal),
    st.sampled_from(
        [
            Decimal(one)
            for one in ("0.125", "0.25", "0.5", "1.5", "2.5", "12.5", "1000", "1250", "3.375", "100", "10", "1")
        ]
    ),
)
SPELLINGS = {
    "plain": lambda v: f"{v.normalize():f}",
    "with noughts": str,
    "naked point": lambda v: f"{v.normalize():f}".removeprefix("0"),
    "thousands": lambda v: spelled_thousands(v.normalize()) if v == int(v) else f"{v:,f}",
    "trailing nought": lambda v: f"{v.normalize():f}.0" if v == int(v) else f"{v.normalize():f}0",
    "thousands with a blank": lambda v: f"{v:,f}".replace(",", " "),
    "thousands with a point": lambda v: f"{v:,f}".replace(",", "."),
    "decimal comma": lambda v: f"{v.normalize():f}".replace(".", ","),
    "exponent": lambda v: f"{v.normalize():e}",
    "letters for digits": lambda v: f"{v.normalize():f}".replace("0", "O").replace("1", "l"),
    "capital letters": lambda v: f"{v.normalize():f}".replace("1", "I").replace("0", "o"),
    "broken over a line": lambda v: f"{v:,f}".replace(",", ",\n"),
    "broken at the point": lambda v: f"{v.normalize():f}".replace(".", ".\n"),
    "broken by a blank": lambda v: f"{v.normalize():f}".replace(".", ". "),
    "blank before the point": lambda v: f"{v.normalize():f}".replace(".", " ."),
    "wide digits": lambda v: "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in f"{v.normalize():f}"),
    "Swiss": lambda v: f"{v:,f}".replace(",", "'"),
    "zero-width": lambda v: "\u200b".join(f"{v.normalize():f}"),
    "no-break": lambda v: f"{v:,f}".replace(",", "\u00a0"),
    "raised point": lambda v: f"{v.normalize():f}".replace(".", "·"),
}


def doses(text, unit):
    """Return every number that was read as a dose or a strength of this unit."""
    for bounds in (None, [(0, len(text))]):
        for line in lines(text, bounds=bounds):
            for name in ("dose", "strength"):
                if line[name] is not None and line["ingredient"] == "lisinopril":
                    yield (Decimal(str(line[name][0])), line[name][1], line["doseHigh"])


@settings(max_examples=1000, deadline=None)
@given(
    VALUES,
    st.sampled_from(sorted(SPELLINGS)),
    st.sampled_from(sorted(UNITS)),
    st.sampled_from(BEFORE),
    st.sampled_from(AFTER),
    st.sampled_from(["", " ", "  ", "-", "\n"]),
)
def test_every_spelling_in_every_place_is_right_or_not_read(value, spelling, unit, before, after, gap):
    assume(value > 0)
    # 3.125 is read as the decimal, though it could be meant for thousands.
    assume(spelling != "thousands with a point" or value % 1000 not in {125, 375, 625, 875})
    # And 1,001 as a thousand and one, though it could be a decimal.
    assume(spelling != "decimal comma" or value < 1 or len(f"{value.normalize():f}".partition(".")[2]) != 3)
    said = SPELLINGS[spelling](value) + gap + unit
    text = before.format(after.format(said)) if before.endswith("{}") else before.format(said)
    allowed = {(value, UNITS[unit]), (Decimal(1), "tablet"), (Decimal(10), "mL"), (Decimal(20), "mg")}
    for number, of, high in doses(text, unit):
        assert (number, of) in allowed, text
        assert high is None, text


@settings(max_examples=300, deadline=None)
@given(
    VALUES,
    st.sampled_from(["mg", "mcg", "g", "units"]),
    st.sampled_from(["lisinopril {} daily", "Lisinopril {} PO BID", "{} of lisinopril daily"]),
    st.sampled_from(["", " "]),
)
def test_what_is_written_plainly_is_read(value, unit, place, gap):
    assume(value > 0)
    said = f"{value.normalize():f}"
    # A point before three digits may part thousands, but not those of an eighth.
    assume(value < 1 or "." not in said or len(said.split(".")[1]) != 3 or value % 1 * 1000 in {125, 375, 625, 875})
    [line] = lines(place.format(said + gap + unit))
    assert line["dose"] is not None
    assert Decimal(str(line["dose"][0])) == value
    assert line["dose"][1] == UNITS[unit]


@settings(max_examples=400, deadline=None)
@given(
    st.decimals("0.25", "500", places=2),
    st.decimals("0.25", "500", places=2),
    st.sampled_from(["{}-{}", "{} - {}", "{} to {}", "{}\u2013{}", "{} or {}", "from {} to {}"]),
    st.sampled_from(["mg", "tablets", "mL"]),
)
def test_a_range_keeps_its_ends_or_is_not_read(low, high, spelling, unit):
    text = f"lisinopril {spelling.format(f'{low.normalize():f}', f'{high.normalize():f}')} {unit} daily"
    for line in lines(text):
        if line["dose"] is not None and line["doseHigh"] is not None:
            assert (Decimal(str(line["dose"][0])), Decimal(str(line["doseHigh"]))) == (low, high)
        elif line["dose"] is not None:
            assert "from" in spelling
            assert Decimal(str(line["dose"][0])) == high


WHOLE = {
    said: Decimal(value) if value else None
    for said, value in (row.split("\t") for row in read("numbers.tsv") if not row.startswith("# "))
}


@pytest.mark.parametrize(
    "place",
    [
        "lisinopril {} {} daily",
        "take {} {} of lisinopril daily",
        "lisinopril take {} {} daily",
        "increase lisinopril to {} {} daily",
    ],
)
@pytest.mark.parametrize("unit", ["mg", "tablet", "tablets", "mcg"])
@pytest.mark.parametrize("said", WHOLE)
def test_numbers_in_words_signs_and_slips_are_right_or_not_read(said, unit, place):
    text = place.format(said, unit)
    for line in lines(text, bounds=[(0, len(text))]):
        for name in ("dose", "strength"):
            if line[name] is not None:
                assert WHOLE[said] is not None, (text, line[name])
                assert Decimal(str(line[name][0])) == WHOLE[said], (text, line[name])


NO_DOSES = [row.replace("\\n", "\n") for row in read("no_doses.txt") if not row.startswith("# ")]


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("text", NO_DOSES)
def test_a_number_that_is_no_dose_is_not_read_as_one(text, whole):
    found = lines(text, bounds=[(0, len(text))] if whole else None)
    assert [line["dose"] for line in found] == [None] * len(found)


@pytest.mark.parametrize(
    "said",
    [
        "II tabs",
        "III caps",
        "1 ii tabs",
        "2ii tabs",
        "0.ii tabs",
        "1,ii tabs",
        "1, ii tabs",
        "1-ii tabs",
        "ii,000 tabs",
        "ii.5 tabs",
        "iii mg",
    ],
)
def test_a_numeral_that_may_be_misread_digits_is_no_dose(said):
    assert [line["dose"] for line in lines(f"lisinopril {said} daily") if line["dose"]] == []


@pytest.mark.parametrize(("said", "count"), [("i tab", 1), ("I tab", 1), ("ii tabs", 2), ("iii tabs", 3)])
def test_a_small_numeral_counts_forms(said, count):
    assert [line["dose"] for line in lines(f"lisinopril {said} daily")] == [[count, "tablet"]]
