"""Values, smoking and relatives as a note states them."""

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.notes import smoking
from plugins.notes.measurements import measurements
from plugins.notes.reading import read


def measured(text: str) -> list[tuple[str, Decimal, Decimal, str, bool]]:
    return [(m.name, m.low, m.high, m.unit, m.stated) for m in measurements(text, [(0, len(text))])]


@pytest.mark.parametrize(
    ("text", "name", "low", "high", "unit", "stated"),
    [
        ("BP 132/84", "blood-pressure", "132", "84", "mm[Hg]", False),
        ("creatinine of 1.4 mg/dL", "creatinine", "1.4", "1.4", "mg/dL", True),
        ("Creatinine: 124 µmol/L", "creatinine", "124", "124", "umol/L", True),
        ("Cr 1.4", "creatinine", "1.4", "1.4", "", False),
        ("LVEF was 35-40%", "ejection-fraction", "35", "40", "%", True),
        ("platelets 150,000/uL", "platelets", "150000", "150000", "/uL", True),
        ("HbA1c 7.2 %", "hba1c", "7.2", "7.2", "%", True),
        ("INR is 2.5", "inr", "2.5", "2.5", "{INR}", False),
        ("SpO2 (room air) 94%", "oxygen-saturation", "94", "94", "%", True),
    ],
)
def test_a_value_is_read_as_it_is_written(text: str, name: str, low: str, high: str, unit: str, stated: bool) -> None:
    assert measured(text) == [(name, Decimal(low), Decimal(high), unit, stated)]


@pytest.mark.parametrize(
    "text",
    [
        "potassium 40 mEq PO daily",  # a dose: no potassium is 40
        "BP 12/20/2024",  # a date
        "BP 120",
        "HR 1,2",
        "glucose tablets",
        "creatinine 35-40-50",
    ],
)
def test_what_is_no_value_is_none(text: str) -> None:
    assert measured(text) == []


def test_a_bound_keeps_its_sign() -> None:
    (one,) = measurements("troponin pending, lactate <0.5 mmol/L", [(0, 37)])
    assert (one.comparator, one.low) == ("<", Decimal("0.5"))


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Never smoker.", "never"),
        ("Lifelong non-smoker.", "never"),
        ("Non-smoker.", "not-current"),
        ("Denies tobacco use.", "not-current"),
        ("Former smoker, 20 pack-years.", "former"),
        ("Smoked for 10 years, quit in 2001.", "former"),
        ("Smokes one pack a day.", "current"),
        ("Quit smoking in 2010 but relapsed.", "current"),
        ("Tobacco: 1 ppd", "current"),
    ],
)
def test_smoking(text: str, status: str) -> None:
    assert [one.status for one in read(text).smoking] == [status]


@pytest.mark.parametrize(
    "text", ["His wife smokes daily.", "Counseled on smoking cessation.", "FAMILY HISTORY: father was a heavy smoker"]
)
def test_anothers_smoking_is_not_the_patients(text: str) -> None:
    assert read(text).smoking == ()


def test_pack_years_are_read_beside_the_status() -> None:
    (one,) = read("Former smoker, 22.5 pack-years.").smoking
    assert one.pack_years == Decimal("22.5")


def test_relatives_with_their_ages() -> None:
    text = "FAMILY HISTORY: Mother had breast cancer at age 45. Maternal grandmother with stroke in her 60s. Mother-in-law had gout."
    found = [
        (r.relation, text[r.entity.mention.start : r.entity.mention.end], r.age, r.decade) for r in read(text).family
    ]
    assert ("MTH", "breast cancer", 45, None) in found
    assert ("MGRMTH", "stroke", None, 60) in found
    assert not any(what == "gout" and relation != "FAMMEMB" for relation, what, *_ in found)


@pytest.mark.parametrize("pattern", [pattern for _, _, pattern in smoking._shipped()], ids=lambda one: one.pattern[:30])
def test_no_pattern_finds_a_sentence_that_is_passed_over(pattern: re.Pattern[str]) -> None:
    @settings(max_examples=200)
    @given(st.from_regex(pattern))
    def found(text: str) -> None:
        assert smoking._SPOKEN_OF.search(text)

    found()
