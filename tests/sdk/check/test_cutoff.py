"""Where an answer turns is found exactly, and so is the side on which the number itself lies."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.check.cutoff import Turn, beside, turns, written

GRID = [Decimal(n) for n in range(0, 301, 25)]
CUTS = st.decimals(1, 299, places=2).filter(lambda d: d == d.quantize(Decimal("0.01")))


@given(CUTS, st.booleans())
def test_a_cut_off_is_found_exactly_with_its_side(cut, upper):
    found = turns(lambda v: (v >= cut,) if upper else (v > cut,), GRID, whole=False)
    assert found == (Turn(cut, upper),)


@given(st.integers(1, 299), st.booleans())
def test_of_whole_numbers_both_ways_of_writing_are_one(cut, upper):
    found = turns(lambda v: (v >= cut,) if upper else (v > cut,), GRID, whole=True)
    assert found == (Turn(Decimal(cut if upper else cut + 1), upper=True),)


def test_several_are_found_where_a_point_lies_between_them():
    def say(value):
        return (sum(value >= cut for cut in (30, 45, 60)),)

    points = [*GRID, *beside([Decimal(30), Decimal(45), Decimal(60)], whole=False)]
    assert turns(say, points, whole=False) == tuple(Turn(Decimal(n), upper=True) for n in (30, 45, 60))


def test_a_formula_turns_at_no_number_that_somebody_wrote():
    assert turns(lambda v: (v * v > 2000,), GRID, whole=False) == ()


def test_a_value_at_which_there_is_a_crash_is_passed_over():
    assert turns(lambda v: None if v == 100 else (v > 180,), GRID, whole=False) == (Turn(Decimal(180), upper=False),)


@pytest.mark.parametrize(
    ("text", "whole", "turn"),
    [
        ("> 180", False, Turn(Decimal(180), upper=False)),
        (">= 65", False, Turn(Decimal(65), upper=True)),
        ("< 45", False, Turn(Decimal(45), upper=True)),
        ("<= 3.5", False, Turn(Decimal("3.5"), upper=False)),
        ("> 64", True, Turn(Decimal(65), upper=True)),
        ("<= 120", True, Turn(Decimal(121), upper=True)),
        ("about 5", False, None),
    ],
)
def test_what_is_declared(text, whole, turn):
    assert Turn.declared(text, whole=whole) == turn


def test_the_shortest_number_between_two():
    assert written(Decimal("179.9999999999"), Decimal("180.0000000001")) == 180
    assert written(Decimal("0.2999999999"), Decimal("0.3000000001")) == Decimal("0.3")
    assert written(Decimal("1.41421356"), Decimal("1.41421357")) is None
