"""Two arms: the sign says benefit or harm, and no number runs through infinity unsaid."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.evaluation import (
    Arms,
    InputError,
    NumberNeeded,
    Proportion,
    UndefinedError,
    absolute_risk_difference,
    number_needed,
    number_needed_interval,
    risk_difference_interval,
)


def arms(treated, of, control, among):
    return Arms(Proportion(treated, of), Proportion(control, among))


def test_the_sign_says_benefit_or_harm():
    assert absolute_risk_difference(0.15, 0.25) == pytest.approx(-0.1)
    fewer, more = number_needed(0.15, 0.25), number_needed(0.25, 0.15)
    assert (fewer.direction, more.direction) == ("benefit", "harm")
    assert (fewer.signed, more.signed) == pytest.approx((10, -10))


@given(st.floats(0, 1), st.floats(0, 1))
def test_number_and_difference_are_each_others_inverse(treated, control):
    difference = absolute_risk_difference(treated, control)
    if abs(difference) < 1e-12:
        with pytest.raises(UndefinedError, match="the risks are the same"):
            number_needed(treated, control)
    else:
        assert number_needed(treated, control).signed * difference == pytest.approx(-1)


def test_newcombe_as_published():
    # Newcombe 1998 (interval estimation for the difference), table II, method 10.
    published = {(56, 70, 48, 80): (0.0524, 0.3339), (9, 10, 3, 10): (0.1705, 0.8090), (10, 10, 0, 20): (0.6791, 1.0)}
    for counts, bounds in published.items():
        found = risk_difference_interval(arms(*counts))
        assert (round(found.lower, 4), round(found.upper, 4)) == bounds


def test_the_interval_of_the_number_is_that_of_the_difference_turned_over():
    low, high = number_needed_interval(arms(48, 80, 56, 70))
    assert low == NumberNeeded(pytest.approx(1 / 0.3339, abs=0.01), "benefit")
    assert high == NumberNeeded(pytest.approx(1 / 0.0524, abs=0.02), "benefit")
    assert {one.direction for one in number_needed_interval(arms(56, 70, 48, 80))} == {"harm"}


def test_where_the_risks_may_be_the_same_there_is_no_interval():
    with pytest.raises(UndefinedError, match="from benefit to harm"):
        number_needed_interval(arms(5, 50, 6, 50))


def test_an_arm_without_people_and_a_risk_out_of_bounds_are_refused():
    with pytest.raises(UndefinedError, match="0 of 0"):
        risk_difference_interval(arms(0, 0, 1, 5))
    with pytest.raises(InputError, match="control: a risk must be within 0 to 1, and is 25"):
        number_needed(0.1, 25)
