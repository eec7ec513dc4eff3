"""Contributions: parts that add up, the largest first, and a refusal of those that do not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside import Contribution, Contributions
from chartside.contributions import explained

AMOUNTS = st.lists(st.floats(-5, 5), min_size=1, max_size=12)


def made(amounts: list[float], base: float = -2.0, off: float = 0.0) -> Contributions:
    terms = tuple(Contribution(f"input {i}", i, amount) for i, amount in enumerate(amounts))
    return Contributions("log-odds", base, base + sum(amounts) + off, "by hand", terms)


@given(AMOUNTS)
def test_the_parts_of_a_working_add_up(amounts: list[float]) -> None:
    working = made(amounts).working()
    whole = working["explained"]["base"] + sum(t["contribution"] for t in working["terms"])
    assert abs(whole - working["explained"]["total"]) < Decimal("1e-9")


@given(AMOUNTS)
def test_the_largest_come_first(amounts: list[float]) -> None:
    sizes = [abs(t.amount) for t in made(amounts).largest()]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("off", [2e-9, -2e-9, 0.1, float("nan"), float("inf")])
def test_parts_that_do_not_add_up_are_refused(off: float) -> None:
    with pytest.raises(ValueError, match="add up"):
        made([0.5, -0.25], off=off)


def test_a_billionth_is_within_the_tolerance() -> None:
    assert made([0.5, -0.25], off=9e-10)


def test_a_working_that_explains_no_prediction_has_no_parts() -> None:
    assert list(explained({"terms": [{"name": "age", "points": 2}]})) == []
    assert list(explained(None)) == []
    assert [t["name"] for t in explained(made([1.0]).working())] == ["input 0"]
