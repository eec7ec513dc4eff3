"""Subgroups are measured as alone; a difference leaves nobody out; of many comparisons few are found by chance."""

import numpy as np
import pytest
from fairlearn.metrics import demographic_parity_difference, equalized_odds_difference
from hypothesis import given
from hypothesis import strategies as st

from chartside.evaluation import (
    Confusion,
    InputError,
    Predictions,
    UndefinedError,
    adjusted,
    auroc,
    comparisons,
    fairness,
)
from tests.sdk.evaluation.drawn import study


def in_two(rows=300):
    return study(rows), np.asarray(["north", "south"] * (rows // 2))


def test_a_subgroup_is_measured_as_if_it_were_alone():
    given, where = in_two()
    found = fairness(given, where, threshold=0.3)
    for name in ("north", "south"):
        alone = given.take(where == name)
        assert found.measures[name]["auroc"].value == pytest.approx(auroc(alone))
        assert found.measures[name]["ppv"].value == pytest.approx(Confusion.at(alone, 0.3).ppv.value)
    values = [found.measures[name]["auroc"].value for name in ("north", "south")]
    assert found.differences["auroc"].value == pytest.approx(abs(values[0] - values[1]))


def test_the_named_differences_are_fairlearns():
    given, where = in_two()
    found = fairness(given, where, threshold=0.3)
    flagged = given.probabilities >= 0.3
    parity = demographic_parity_difference(given.outcomes, flagged, sensitive_features=where)
    odds = equalized_odds_difference(given.outcomes, flagged, sensitive_features=where)
    assert found.demographic_parity_difference.value == pytest.approx(parity)
    assert found.equalized_odds_difference.value == pytest.approx(odds)
    assert found.equal_opportunity_difference.value <= found.equalized_odds_difference.value


def test_a_difference_that_would_leave_a_subgroup_out_is_none():
    given = Predictions.of([1, 0, 1, 0, 0, 0], [0.9, 0.1, 0.4, 0.2, 0.3, 0.6])
    found = fairness(given, ["a", "a", "b", "b", "c", "c"], threshold=0.5)
    assert "no row has the outcome" in found.measures["c"]["auroc"].why
    assert found.differences["auroc"].why == "auroc is not defined in c"
    assert found.equalized_odds_difference.value is None
    assert found.demographic_parity_difference.value == 0.5


def test_one_subgroup_or_none_is_no_comparison():
    given = study(4)
    with pytest.raises(InputError, match="between two or more subgroups"):
        fairness(given, ["a"] * 4, threshold=0.5)
    with pytest.raises(InputError, match=r"row 3 .* has no label"):
        fairness(given, ["a", "b", "a", None], threshold=0.5)
    with pytest.raises(InputError, match="not of one length"):
        fairness(given, ["a", "b"], threshold=0.5)


def test_a_subgroup_that_is_served_otherwise_is_found_and_chance_is_not():
    given, where = in_two(600)
    worse = np.where(where == "south", given.probabilities * 0.3, given.probabilities)
    harmed = Predictions.of(given.outcomes, worse)
    found = {one.measure: one for one in comparisons(harmed, {"where": where}, threshold=0.3)}
    assert found["sensitivity"].subgroup == "north"
    assert found["sensitivity"].p < 1e-6
    assert found["sensitivity"].p <= found["sensitivity"].q < 0.001
    fair = comparisons(given, {"where": where}, threshold=0.3)
    assert all(one.q > 0.05 for one in fair)


def test_what_cannot_be_tested_says_why():
    given = Predictions.of([1, 0, 1, 0, 0, 0], [0.9, 0.1, 0.4, 0.2, 0.3, 0.6])
    found = comparisons(given, {"kind": ["a", "a", "b", "b", "c", "c"]}, threshold=0.5)
    assert [(one.subgroup, one.measure) for one in found if one.p is None] == [("c", "sensitivity")]
    assert all(one.why for one in found if one.p is None)
    with pytest.raises(UndefinedError, match="a patient has several rows"):
        comparisons(study(4, each=2), {"kind": ["a", "a", "b", "b"]}, threshold=0.5)


def test_false_discoveries_by_hand():
    # Benjamini and Hochberg 1995, section 3.2: of fifteen, the four smallest are found at 0.05.
    published = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719]
    published += [0.6528, 0.7590, 1.0]
    q = adjusted({str(p): p for p in published})
    assert [p for p in published if q[str(p)] <= 0.05] == published[:4]
    assert q["0.0004"] == pytest.approx(0.0004 * 15 / 2)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_an_adjusted_p_is_no_smaller_and_keeps_the_order(p_values):
    given = {str(at): p for at, p in enumerate(p_values)}
    hochberg, yekutieli = adjusted(given), adjusted(given, method="benjamini-yekutieli")
    assert list(hochberg) == list(given)
    for name, p in given.items():
        assert p - 1e-12 <= hochberg[name] <= yekutieli[name] + 1e-12
        assert yekutieli[name] <= 1
    in_order = sorted(given, key=given.__getitem__)
    assert [hochberg[name] for name in in_order] == sorted(hochberg.values())


def test_a_p_is_a_probability():
    for wrong in ({"a": 1.2}, {"a": float("nan")}, {}):
        with pytest.raises(InputError, match="p values"):
            adjusted(wrong)
