"""Survival: the numbers of published data sets, hand calculations, and what nobody was followed long enough to say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifelines.datasets import load_rossi, load_waltons

from chartside.evaluation import (
    FollowUp,
    InputError,
    SurvivalPredictions,
    UndefinedError,
    cox,
    harrell_c,
    horizon_calibration,
    horizon_observed_to_expected,
    kaplan_meier,
)

GEHAN = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
ENDED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
"""Weeks in remission under 6-mercaptopurine (Freireich 1963), the example of most textbooks."""
TEXTBOOK = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}


@pytest.fixture(scope="module")
def rossi():
    table = load_rossi()
    names = ["fin", "age", "race", "wexp", "mar", "paro", "prio"]
    return FollowUp.of(table["week"], table["arrest"]), {name: table[name] for name in names}


def test_the_curve_of_the_textbooks():
    curve = kaplan_meier(FollowUp.of(GEHAN, ENDED))
    assert {time: round(curve.at(time).survival, 3) for time in TEXTBOOK} == TEXTBOOK
    assert curve.median == 23
    assert [curve.at(time).at_risk for time in (6, 7, 22)] == [21, 17, 7]
    assert curve.at(8) == curve.at(8.5).__class__(8.0, curve.at(7).survival, curve.at(7).interval, 16)


def test_the_median_that_lifelines_documents():
    table = load_waltons()
    assert kaplan_meier(FollowUp.of(table["T"], table["E"])).median == 56


@given(st.lists(st.integers(1, 20), min_size=2, max_size=30))
def test_without_censoring_survival_is_a_share(durations):
    curve = kaplan_meier(FollowUp.of(durations, [1] * len(durations)))
    for time in (1, 5, 25):
        point = curve.at(time)
        assert point.survival == pytest.approx(np.mean([d > time for d in durations]))
        assert point.interval is None or point.interval.lower <= point.survival <= point.interval.upper


def test_beyond_the_last_who_is_followed_nothing_is_said():
    curve = kaplan_meier(FollowUp.of(GEHAN, ENDED))
    with pytest.raises(UndefinedError, match="nobody is followed beyond 35"):
        curve.at(36)
    with pytest.raises(InputError, match="time must be 0 or more"):
        curve.at(-1)
    with pytest.raises(UndefinedError, match="fewer than half"):
        _ = kaplan_meier(FollowUp.of([1, 2, 3], [1, 0, 0])).median
    assert curve.at(5).interval is None, "that nothing happened yet is not a certainty that it does not"


def test_c_by_hand():
    follow_up = FollowUp.of([1, 2, 3, 4], [1, 0, 1, 0])
    # Known order: 1 before 2, 3, 4; 3 before 4.
    assert harrell_c(follow_up, [4, 3, 2, 1]) == 1
    assert harrell_c(follow_up, [4, 1, 2, 3]) == pytest.approx(3 / 4)
    assert harrell_c(follow_up, [1, 2, 3, 4]) == 0
    assert harrell_c(follow_up, [5, 5, 5, 5]) == 0.5
    with pytest.raises(UndefinedError, match="nobody had the outcome"):
        harrell_c(FollowUp.of([1, 2], [0, 0]), [1, 2])
    with pytest.raises(UndefinedError, match="of no two people"):
        harrell_c(FollowUp.of([1, 2], [0, 1]), [1, 2])


def test_the_model_that_lifelines_documents(rossi):
    found = cox(*rossi)
    documented = {"fin": 0.68, "age": 0.94, "race": 1.37, "wexp": 0.86, "mar": 0.65, "paro": 0.92, "prio": 1.10}
    assert {one.covariate: round(one.ratio, 2) for one in found.hazard_ratios} == documented
    assert round(found.harrell_c, 2) == 0.64
    fin = found.hazard_ratios[0]
    assert (round(fin.interval.lower, 2), round(fin.interval.upper, 2), round(fin.p, 2)) == (0.47, 1.0, 0.05)


def test_what_the_model_says_holds_at_the_horizon(rossi):
    follow_up, covariates = rossi
    risks = cox(follow_up, covariates).risk(covariates, 52)
    said = SurvivalPredictions.of(follow_up, risks, horizon=52)
    assert horizon_observed_to_expected(said) == pytest.approx(1, abs=0.01)
    found = horizon_calibration(said, bins=4)
    assert found.observed == pytest.approx(114 / 432), "all who were not arrested were followed for the year"
    assert sum(one.people for one in found.curve) == len(follow_up)
    assert all(one.interval.lower < one.predicted < one.interval.upper for one in found.curve)
    halved = SurvivalPredictions.of(follow_up, risks / 2, horizon=52)
    assert horizon_observed_to_expected(halved) == pytest.approx(2, abs=0.02)


def test_a_bin_that_is_not_followed_so_far_says_so():
    follow_up = FollowUp.of([1, 2, 9, 10], [1, 0, 1, 0])
    found = horizon_calibration(SurvivalPredictions.of(follow_up, [0.1, 0.1, 0.9, 0.9], horizon=5), bins=2)
    assert [one.observed for one in found.curve] == [None, 0.0]
    assert "nobody is followed beyond 2" in found.curve[0].why
    with pytest.raises(UndefinedError, match="nobody is followed beyond 10"):
        horizon_calibration(SurvivalPredictions.of(follow_up, [0.1] * 4, horizon=11))
    with pytest.raises(UndefinedError, match="every risk is 0"):
        horizon_observed_to_expected(SurvivalPredictions.of(follow_up, [0] * 4, horizon=5))


def test_rows_of_one_patient_are_clustered(rossi):
    _, covariates = rossi
    table = load_rossi()
    twice = FollowUp.of([*table["week"]] * 2, [*table["arrest"]] * 2, patients=[*range(432)] * 2)
    doubled = {name: [*column] * 2 for name, column in covariates.items()}
    apart = cox(FollowUp.of(twice.durations, twice.events), doubled).hazard_ratios[0]
    clustered, once = cox(twice, doubled).hazard_ratios[0], cox(*rossi).hazard_ratios[0]

    def width(one):
        return np.log(one.interval.upper / one.interval.lower)

    assert width(clustered) == pytest.approx(width(once), rel=0.1)
    assert width(apart) < 0.8 * width(once)


def test_a_model_that_does_not_fit_is_none(rossi):
    follow_up, covariates = rossi
    for wrong, said in (
        ({"a": covariates["fin"], "b": covariates["fin"] * 2}, "does not converge"),
        ({"a": [1] * 432}, "a does not vary"),
    ):
        with pytest.raises(UndefinedError, match=said):
            cox(follow_up, wrong)
    with pytest.raises(InputError, match="give at least one"):
        cox(follow_up, {})
    with pytest.raises(InputError, match="not of one length"):
        cox(follow_up, {"a": [1, 2]})
    with pytest.raises(InputError, match="takes the covariates fin"):
        cox(follow_up, {"fin": covariates["fin"]}).risk({"age": [1]}, 52)
    with pytest.raises(InputError, match="horizon must be above 0"):
        SurvivalPredictions.of(FollowUp.of([1], [1]), [0.5], horizon=0)
