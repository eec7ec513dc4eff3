"""The same seed gives the same interval; patients are drawn whole; what cannot vary gives none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chartside.evaluation import InputError, Predictions, UndefinedError, auroc, bootstrap, brier
from chartside.evaluation.bootstrap import resamples
from tests.sdk.evaluation.drawn import study


def test_the_seed_decides():
    one = bootstrap(study(), auroc, seed=1, replicates=50)
    assert one == bootstrap(study(), auroc, seed=1, replicates=50)
    assert one != bootstrap(study(), auroc, seed=2, replicates=50)
    assert one.lower < auroc(study()) < one.upper


def test_the_order_of_rows_does_not():
    drawn = study(120, each=3)
    mixed = drawn.take(np.random.default_rng(5).permutation(len(drawn)))
    one, other = (bootstrap(each, brier, seed=1, replicates=50) for each in (drawn, mixed))
    assert (one.lower, one.upper) == pytest.approx((other.lower, other.upper))


@given(
    st.lists(st.sampled_from("abcdef"), min_size=2, max_size=30).filter(lambda p: len(set(p)) > 1), st.integers(0, 99)
)
@settings(max_examples=50)
def test_patients_are_drawn_whole_and_as_many_as_there_are(patients, seed):
    for rows in resamples(np.asarray(patients), seed=seed, replicates=3):
        drawn = [patients[row] for row in rows]
        times = {one: drawn.count(one) / patients.count(one) for one in set(drawn)}
        assert all(n == int(n) for n in times.values())
        assert sum(times.values()) == len(set(patients))
        assert all(list(rows).count(row) == times[patients[row]] for row in rows)


def test_rows_of_one_patient_are_not_as_many_facts():
    alone = study(100)
    again = Predictions.of(
        np.repeat(alone.outcomes, 5), np.repeat(alone.probabilities, 5), patients=np.repeat(alone.patients, 5)
    )
    as_if_apart = Predictions.of(again.outcomes, again.probabilities)

    def width(given):
        found = bootstrap(given, brier, seed=1, replicates=300)
        return found.upper - found.lower

    assert width(again) == pytest.approx(width(alone), rel=1e-9)
    assert width(as_if_apart) < width(alone) * 0.6


def test_it_covers_about_as_often_as_it_says():
    truth = brier(study(200_000))
    found = [bootstrap(study(100, seed), brier, seed=seed, replicates=100, confidence=0.9) for seed in range(60)]
    assert 0.8 < np.mean([one.lower <= truth <= one.upper for one in found]) < 0.98


def test_what_cannot_vary_has_no_interval():
    with pytest.raises(UndefinedError, match="one patient only"):
        bootstrap(Predictions.of([0, 1], [0.1, 0.2], patients=["a", "a"]), brier, seed=1)
    with pytest.raises(UndefinedError, match="no row has the outcome"):
        bootstrap(Predictions.of([0, 0], [0.1, 0.2]), auroc, seed=1)


def test_a_number_that_most_resamples_do_not_have_has_no_interval_and_a_few_are_counted():
    rare = Predictions.of([1] + [0] * 9, np.linspace(0.9, 0.1, 10))
    with pytest.raises(UndefinedError, match=r"nor is the number in \d+ of 100 resamples"):
        bootstrap(rare, auroc, seed=1, replicates=100)
    few = Predictions.of([1] * 4 + [0] * 26, np.linspace(0.9, 0.1, 30))
    assert 0 < bootstrap(few, auroc, seed=1, replicates=300).undefined < 30


def test_too_few_replicates_have_no_tails():
    with pytest.raises(InputError, match="replicates must be 20 or more"):
        bootstrap(study(), brier, seed=1, replicates=5)
