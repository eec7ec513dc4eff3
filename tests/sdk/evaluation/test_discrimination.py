"""AUROC is what it is defined to be, and every number that the data do not define is refused with the reason."""

import numpy as np
import pytest
from hypothesis import given

from chartside.evaluation import Confusion, Predictions, UndefinedError, auprc, auroc, delong, youden
from tests.sdk.evaluation.drawn import UNITS, predictions, study

HANLEY = [33, 6, 6, 11, 2], [3, 2, 2, 11, 33]
"""Hanley and McNeil 1982, table I: CT images rated 1 to 5, of 58 normal and 51 abnormal patients; the area is 0.893."""


def hanley():
    ratings = [rate for row in HANLEY for rate, count in enumerate(row, 1) for _ in range(count)]
    return Predictions.of([0] * 58 + [1] * 51, np.asarray(ratings) / 5)


def test_the_area_of_hanley_and_mcneil():
    assert round(auroc(hanley()), 3) == 0.893


@given(predictions())
def test_auroc_is_how_often_the_right_one_of_a_pair_is_higher(drawn):
    ours, theirs = drawn.probabilities[drawn.outcomes], drawn.probabilities[~drawn.outcomes]
    pairs = [1.0 if a > b else 0.5 if a == b else 0.0 for a in ours for b in theirs]
    assert auroc(drawn) == pytest.approx(sum(pairs) / len(pairs))


@given(predictions())
def test_auroc_looks_at_the_order_alone(drawn):
    for bend in (lambda p: p**3, np.sqrt, lambda p: p / 2 + 0.25):
        assert auroc(Predictions.of(drawn.outcomes, bend(drawn.probabilities))) == pytest.approx(auroc(drawn))
    turned = Predictions.of(drawn.outcomes, 1 - drawn.probabilities)
    assert auroc(turned) == pytest.approx(1 - auroc(drawn))


def test_auprc_by_hand():
    # Ranked 1 0 1 0: precision 1 at recall 1/2, 2/3 at recall 1.
    assert auprc(Predictions.of([1, 0, 1, 0], [0.9, 0.8, 0.7, 0.1])) == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)
    assert auprc(Predictions.of([1, 0, 0, 0], [0.5] * 4)) == 0.25, "without discrimination it is the prevalence"


def test_delong_agrees_with_the_variance_over_all_pairs():
    drawn = hanley()
    ours, theirs = drawn.probabilities[drawn.outcomes], drawn.probabilities[~drawn.outcomes]
    won = (ours[:, None] > theirs) + 0.5 * (ours[:, None] == theirs)
    error = np.sqrt(won.mean(1).var(ddof=1) / len(ours) + won.mean(0).var(ddof=1) / len(theirs))
    found = delong(drawn)
    assert (found.lower, found.upper) == pytest.approx((won.mean() - 1.959964 * error, won.mean() + 1.959964 * error))


def test_delong_covers_about_as_often_as_it_says():
    truth = auroc(study(200_000))
    found = [delong(study(200, seed), confidence=0.9) for seed in range(200)]
    assert 0.84 < np.mean([one.lower <= truth <= one.upper for one in found]) < 0.96


@pytest.mark.parametrize("measure", [auroc, auprc, youden])
@pytest.mark.parametrize("outcome", [0, 1])
def test_of_one_class_nothing_is_told_apart(measure, outcome):
    which = ("no row has", "every row has")[outcome]
    with pytest.raises(UndefinedError, match=f"is not defined: {which} the outcome"):
        measure(Predictions.of([outcome] * 3, [0.1, 0.2, 0.3]))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (study(40, each=2), "a patient has several rows"),
        (Predictions.of([1, 0, 0], [0.4, 0.3, 0.6]), "each class needs at least two rows"),
        (Predictions.of([1, 1, 0, 0], [0.4, 0.5, 0.1, 0.2]), "every pair is told apart alike"),
    ],
)
def test_delong_is_refused_where_it_would_mislead(given, said):
    with pytest.raises(UndefinedError, match=said):
        delong(given)


@given(predictions())
def test_no_threshold_has_a_higher_j_than_youdens(drawn):
    best = youden(drawn)
    assert Confusion.at(drawn, best.threshold).youden_j == pytest.approx(best.j)
    every = {float(p): Confusion.at(drawn, p).youden_j for p in {*drawn.probabilities.tolist(), 0.0, 1.0}}
    assert max(every.values()) == pytest.approx(best.j)
    assert best.threshold == max(
        at for at, j in every.items() if j == pytest.approx(best.j) and at in drawn.probabilities
    )


@given(predictions(), UNITS)
def test_the_four_counts_are_all_rows_and_each_where_it_belongs(drawn, threshold):
    found = Confusion.at(drawn, threshold)
    flagged = [p >= threshold for p in drawn.probabilities]
    pairs = list(zip(flagged, drawn.outcomes.tolist(), strict=True))
    counts = [pairs.count(one) for one in ((True, True), (True, False), (False, True), (False, False))]
    assert counts == [found.true_positives, found.false_positives, found.false_negatives, found.true_negatives]
