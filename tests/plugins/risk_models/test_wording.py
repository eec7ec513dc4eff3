"""A probability in words: never carried over a cut by rounding, never certain when it is not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.risk_models.wording import enumerated, percent

CUT = Decimal("0.2")


@pytest.mark.parametrize(
    ("probability", "said"),
    [
        ("0", "0 %"),
        ("1", "100 %"),
        ("0.125", "13 %"),
        ("0.004", "0.4 %"),
        ("0.996", "99.6 %"),
        ("0.99996", "99.996 %"),
        ("0.0000001", "under 0.0001 %"),
        ("0.9999999", "over 99.9999 %"),
    ],
)
def test_what_is_not_certain_is_not_said_to_be(probability: str, said: str) -> None:
    assert percent(Decimal(probability)) == said


@pytest.mark.parametrize(
    ("probability", "said"),
    [("0.2", "20 %"), ("0.1999", "19.99 %"), ("0.196", "19.6 %"), ("0.19", "19 %"), ("0.2001", "20 %")],
)
def test_rounding_carries_nothing_over_the_cut(probability: str, said: str) -> None:
    assert percent(Decimal(probability), cut=CUT) == said


@given(st.decimals(0, 1, places=8))
def test_the_number_is_on_the_side_of_the_cut_and_near(probability: Decimal) -> None:
    said = percent(probability, cut=CUT)
    if said.startswith(("under", "over")):
        assert min(probability, 1 - probability) < Decimal("0.000002")
    else:
        number = Decimal(said.removesuffix(" %")) / 100
        assert abs(number - probability) <= Decimal("0.005")
        assert (number >= CUT) == (probability >= CUT) or abs(probability - CUT) < Decimal("0.000001")


def test_words_are_enumerated() -> None:
    assert [enumerated(w) for w in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]
