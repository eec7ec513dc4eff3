"""How values were distributed: shares that add up, edges that part nothing that is equal, and the same in any order."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.reference import binned, describe

NUMBERS = st.lists(st.floats(-1000, 1000).map(lambda x: round(x, 3)), min_size=1, max_size=200)


@given(NUMBERS, st.randoms())
def test_the_order_of_the_values_does_not_matter(values: list[float], random) -> None:
    mixed = list(values)
    random.shuffle(mixed)
    assert describe(values) == describe(mixed)


@given(NUMBERS)
def test_the_shares_are_those_of_the_values(values: list[float]) -> None:
    found = describe(values)
    for number, share in enumerate(found["shares"]):
        inside = sum(binned(v, found["edges"]) == number for v in values)
        assert share == pytest.approx(inside / len(values), abs=1e-6)
    assert sum(found["shares"]) == pytest.approx(1, abs=1e-4)
    assert found["edges"] == sorted(set(found["edges"]))
    assert (found["quantiles"][0], found["quantiles"][-1]) == (min(values), max(values))


def test_counts_that_are_mostly_nought_have_a_bin_of_their_own() -> None:
    found = describe([0] * 80 + [1] * 12 + [2] * 5 + [9] * 3)
    assert found["shares"][0] == 0.8
    assert binned(0, found["edges"]) == 0
    assert binned(1, found["edges"]) == 1


def test_words_are_counted() -> None:
    assert describe(["b", "a", "b", "b"]) == {"kind": "word", "count": 4, "shares": {"a": 0.25, "b": 0.75}}


def test_yes_and_no_are_words_and_decimals_are_numbers() -> None:
    assert describe([True, False, False, False])["shares"] == {"no": 0.75, "yes": 0.25}
    assert describe([Decimal("1.5"), 1.5]) == describe([1.5, 1.5])


def test_nothing_and_mixtures_are_refused() -> None:
    with pytest.raises(ValueError, match="no value"):
        describe([])
    with pytest.raises(ValueError, match="some values are words"):
        describe(["a", 1.0])
