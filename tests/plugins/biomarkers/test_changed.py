"""A change over time is judged by the newest value against every earlier one that is far enough away, and by nothing else."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside import CodeSet, Missing, Moment, Quantity, Series
from plugins.biomarkers.conditions import Changed, Comparison
from plugins.biomarkers.logic import Truth

SET = CodeSet("x", "x")


def line(by, *, direction="either", relative=False):
    back, apart = timedelta(hours=24), timedelta(hours=1)
    return Changed("x", "it changed", SET, "1", back, apart, Comparison.parse(by), direction, relative)


def series(*points, unknown=None):
    made = (Quantity(Decimal(str(value)), "1", Moment.hours(hour), ref=f"Observation/{hour}") for hour, value in points)
    return {"x": Series(tuple(made), unknown)}


@pytest.mark.parametrize(
    ("points", "direction", "relative", "truth"),
    [
        ([(0, 10), (2, 15)], "either", False, Truth.PRESENT),
        ([(0, 10), (2, 14.9)], "either", False, Truth.ABSENT),
        ([(0, 15), (2, 10)], "either", False, Truth.PRESENT),
        ([(0, 15), (2, 10)], "rise", False, Truth.ABSENT),
        ([(0, 15), (2, 10)], "fall", False, Truth.PRESENT),
        ([(0, 100), (2, 105)], "rise", True, Truth.PRESENT),
        ([(0, 100), (2, 104)], "rise", True, Truth.ABSENT),
        ([(0, 10), (0.5, 20)], "either", False, Truth.UNKNOWN),
        ([(0, 10)], "either", False, Truth.UNKNOWN),
        ([], "either", False, Truth.UNKNOWN),
        ([(0, 0), (2, 9)], "rise", True, Truth.UNKNOWN),
    ],
)
def test_both_sides_of_a_change_of_five(points, direction, relative, truth):
    assert line(">= 5", direction=direction, relative=relative).judge(series(*points)) is truth


def test_where_values_may_be_missing_a_change_is_not_ruled_out():
    whole, cut = series((0, 10), (2, 10)), series((0, 10), (2, 10), unknown=Missing("incomplete"))
    assert (line(">= 5").judge(whole), line(">= 5").judge(cut)) == (Truth.ABSENT, Truth.UNKNOWN)
    assert line(">= 5").judge(series((0, 10), (2, 20), unknown=Missing("incomplete"))) is Truth.PRESENT


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 50)), min_size=2, max_size=6, unique_by=lambda p: p[0]))
def test_it_is_present_where_some_earlier_value_is_so_far_away(points):
    points.sort()
    *earlier, (last, newest) = points
    far = [abs(newest - value) >= 5 for hour, value in earlier if last - hour >= 1]
    judged = line(">= 5").judge(series(*points))
    assert judged is (Truth.PRESENT if any(far) else Truth.ABSENT)
    cited = {fact.ref for fact in line(">= 5").support(series(*points))}
    assert (f"Observation/{last}" in cited) == any(far)


@given(st.integers(1, 110), st.integers(0, 2000))
def test_a_limit_that_turns_on_the_age_is_that_many_times_the_age(age, value):
    comparison = Comparison.parse("< 10 * age")
    facts = {"age": Quantity(Decimal(age), "a")}
    judged = comparison.judge(Quantity(Decimal(value), "ug/L"), facts)
    assert judged is (Truth.PRESENT if value < 10 * age else Truth.ABSENT)
    assert comparison.judge(Quantity(Decimal(value), "ug/L"), {"age": Missing("not-provided")}) is Truth.UNKNOWN
