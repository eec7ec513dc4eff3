"""The numbers made by hand are those of the libraries that a service process may not load."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import brier_score_loss, roc_auc_score

from chartside.reference import binned, describe
from engine.monitoring.auroc import auroc, brier
from engine.monitoring.kolmogorov import adjusted, distance, p_value
from engine.monitoring.performance import band
from engine.monitoring.proportion import exact, incomplete_beta
from engine.monitoring.psi import by_chance, chi_squared, psi

numbers = st.floats(-1e6, 1e6, allow_nan=False)
judged = st.lists(st.tuples(st.integers(0, 50), st.booleans()), min_size=4, max_size=60).filter(
    lambda found: 2 <= sum(y for _, y in found) <= len(found) - 2
)


def counted(values, entry):
    found = [0] * len(entry["shares"])
    for value in values:
        found[binned(value, entry["edges"])] += 1
    return found


# PSI


def test_the_index_is_the_sum_that_it_is_defined_as():
    was, now = np.array([0.2, 0.3, 0.5]), np.array([40, 40, 20])
    assert psi([0.2, 0.3, 0.5], 1000, [40, 40, 20]) == pytest.approx(
        float((((now / 100) - was) * np.log(now / 100 / was)).sum())
    )


def test_an_empty_bin_counts_as_half_a_patient_on_either_side():
    half, tenth = 0.5 / 100, 0.1
    assert psi([0.1, 0.9], 1000, [0, 100]) == pytest.approx(
        (half - tenth) * np.log(half / tenth) + (1 - 0.9) * np.log(1 / 0.9)
    )
    assert psi([0.0, 1.0], 1000, [10, 90]) == pytest.approx(
        (0.1 - 0.0005) * np.log(0.1 / 0.0005) + (0.9 - 1) * np.log(0.9)
    )


@given(st.lists(numbers, min_size=100, max_size=300))
def test_a_reference_has_not_moved_from_itself(values):
    entry = describe(values)
    assert psi(entry["shares"], entry["count"], counted(values, entry)) == pytest.approx(0, abs=1e-4)
    assert distance(values, entry["quantiles"]) <= 0.02


@given(st.lists(st.integers(1, 50), min_size=2, max_size=10), st.integers(2, 5))
def test_the_index_is_never_negative_and_knows_no_size(found, times):
    shares = [1 / len(found)] * len(found)
    once = psi(shares, 10_000, found)
    assert once >= 0
    assert psi(shares, 10_000, [n * times for n in found]) == pytest.approx(once)


@pytest.mark.parametrize("freedom", [1, 4, 9, 40])
def test_quantiles_of_chi_squared(freedom):
    assert chi_squared(0.99, freedom) == pytest.approx(stats.chi2.ppf(0.99, freedom), rel=0.02)


def test_chance_alone_stays_under_its_bound_about_as_often_as_it_says():
    drawn = random.Random(5)  # noqa: S311 - made-up people
    bound = by_chance(10, 100_000, 150, 0.95)
    shares = [0.1] * 10
    under = 0
    for _ in range(1000):
        found = [0] * 10
        for _ in range(150):
            found[drawn.randrange(10)] += 1
        under += psi(shares, 100_000, found) < bound
    assert 0.91 <= under / 1000 <= 0.975


def test_a_small_reference_moves_by_chance_too():
    assert by_chance(10, 200, 200, 0.99) == pytest.approx(2 * chi_squared(0.99, 9) / 200)
    assert by_chance(1, 200, 200, 0.99) == 0


# Kolmogorov-Smirnov


@pytest.mark.parametrize("shift", [0.0, 0.1, 0.5])
@pytest.mark.parametrize("whole", [False, True])
def test_distance_and_p_are_those_of_scipy(shift, whole):
    drawn = np.random.default_rng(3)
    was, now = drawn.normal(5, 2, 4000), drawn.normal(5 + shift, 2, 300)
    was, now = (was.round(), now.round()) if whole else (was, now)
    theirs = stats.ks_2samp(was, now, method="asymp")
    ours = distance(now.tolist(), describe(was.tolist())["quantiles"])
    assert ours == pytest.approx(theirs.statistic, abs=0.01)
    assert p_value(theirs.statistic, 300, 4000) == pytest.approx(
        theirs.pvalue, abs=0.02
    )  # scipy corrects for few values


@given(st.floats(0, 1), st.integers(1, 10_000), st.integers(1, 10_000))
def test_the_series_is_kolmogorovs(furthest, n, m):
    assert p_value(furthest, n, m) == pytest.approx(
        float(stats.kstwobign.sf(furthest * (n * m / (n + m)) ** 0.5)), abs=1e-9
    )


def test_outside_of_all_that_was_seen():
    assert distance([100.0, 101.0], [float(i) for i in range(101)]) == pytest.approx(1)
    assert distance([-1.0], [float(i) for i in range(101)]) == 1


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_many_tests_at_once(found):
    assert adjusted(found) == pytest.approx(list(stats.false_discovery_control(found)))


# Ranking, distance, shares


@given(judged)
def test_auroc_and_brier_are_those_of_scikit_learn(found):
    foretold, happened = [p / 50 for p, _ in found], [y for _, y in found]
    assert auroc(foretold, happened, 0.95).value == pytest.approx(roc_auc_score(happened, foretold))
    assert brier(foretold, happened) == pytest.approx(brier_score_loss(happened, foretold))


@given(judged)
def test_auroc_knows_ranks_only(found):
    happened = [y for _, y in found]
    plain = auroc([float(p) for p, _ in found], happened, 0.95)
    assert auroc([3 * p**3 + 2.0 * p for p, _ in found], happened, 0.95) == pytest.approx(plain)
    turned = auroc([-float(p) for p, _ in found], happened, 0.95)
    assert turned.value == pytest.approx(1 - plain.value)


def test_delongs_interval_is_that_of_its_definition():
    drawn = np.random.default_rng(4)
    events, others = drawn.normal(1, 1, 40).round(1), drawn.normal(0, 1, 90).round(1)
    kernel = (events[:, None] > others) + 0.5 * (events[:, None] == others)
    spread = (kernel.mean(1).var(ddof=1) / 40 + kernel.mean(0).var(ddof=1) / 90) ** 0.5
    found = auroc([*events.tolist(), *others.tolist()], [True] * 40 + [False] * 90, 0.95)
    assert found.value == pytest.approx(kernel.mean())
    assert found.low == pytest.approx(kernel.mean() - 1.959964 * spread)
    assert found.high == pytest.approx(kernel.mean() + 1.959964 * spread)


@pytest.mark.parametrize(("events", "n"), [(0, 30), (3, 50), (50, 50), (20, 40), (9000, 100_000)])
def test_the_exact_interval_of_a_share(events, n):
    theirs = stats.binomtest(events, n).proportion_ci(0.95, method="exact")
    assert exact(events, n, 0.95) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@given(st.floats(0, 1), st.integers(1, 500), st.integers(1, 500))
def test_the_incomplete_beta_function(x, a, b):
    assert incomplete_beta(x, a, b) == pytest.approx(float(stats.beta.cdf(x, a, b)), abs=1e-9)


@pytest.mark.parametrize(
    ("age", "named"), [(0, "0-17"), (17.9, "0-17"), (18, "18-39"), (79.9, "65-79"), (80, "80+"), (101, "80+")]
)
def test_age_bands(age, named):
    assert band(age, (18, 40, 65, 80)) == named
