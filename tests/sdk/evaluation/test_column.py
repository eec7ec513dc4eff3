"""What cannot be evaluated is refused where it comes in, by name and row, and never by value."""

import numpy as np
import pandas as pd
import pytest

from chartside.evaluation import FollowUp, InputError, Predictions

GOOD = [0, 1, 0]


@pytest.mark.parametrize(
    ("outcomes", "probabilities", "said"),
    [
        (GOOD, [0.1, float("nan"), 0.2], r"probabilities: row 1 \(from 0; 1 in all\) is missing or not finite"),
        (GOOD, [0.1, None, None], r"probabilities: row 1 \(from 0; 2 in all\) is missing"),
        (GOOD, [0.1, 0.2, 1.5], r"probabilities: row 2 .* is not within 0 to 1"),
        (GOOD, [-0.1, 0.2, 0.5], r"probabilities: row 0 .* is not within 0 to 1"),
        (GOOD, [0.1, 0.2], "not of one length: outcomes 3, probabilities 2, patients 3"),
        (GOOD, ["0.1", "0.2", "0.3"], "probabilities: not all are numbers"),
        (GOOD, [0.1, "Ann Smith", 0.3], "probabilities: not all are numbers"),
        (GOOD, [[0.1], [0.2], [0.3]], "probabilities: give one number for each row"),
        ([0, 2, 1], [0.1, 0.2, 0.3], r"outcomes: row 1 .* is neither 0 nor 1"),
        ([0, 1, float("nan")], [0.1, 0.2, 0.3], r"outcomes: row 2 .* is missing"),
        ([], [], "outcomes: give one number for each row, and at least one row"),
    ],
)
def test_it_says_what_and_where(outcomes, probabilities, said):
    with pytest.raises(InputError, match=said) as told:
        Predictions.of(outcomes, probabilities)
    assert "Ann" not in str(told.value)


@pytest.mark.parametrize("patients", [["a", None, "b"], ["a", "", "b"], [1.0, 2.0, float("nan")]])
def test_a_patient_has_a_name(patients):
    with pytest.raises(InputError, match=r"patients: row . .* has no label"):
        Predictions.of(GOOD, [0.1, 0.2, 0.3], patients=patients)


def test_lists_arrays_and_series_are_the_same():
    made = [
        Predictions.of(kind(GOOD), kind([0.1, 0.2, 0.3]), patients=kind([7, 7, 8]))
        for kind in (list, np.asarray, pd.Series, iter)
    ]
    assert all(one.patients.tolist() == ["7", "7", "8"] for one in made)
    assert all(one.outcomes.tolist() == [False, True, False] and one.repeated for one in made)


def test_what_was_checked_stays_as_it_was():
    given = np.asarray([0.1, 0.2, 0.3])
    made = Predictions.of(GOOD, given)
    given[0] = 9
    assert made.probabilities[0] == 0.1
    with pytest.raises(ValueError, match="read-only"):
        made.probabilities[0] = 9


def test_no_row_is_nothing_to_evaluate():
    with pytest.raises(InputError, match="no row is left"):
        Predictions.of(GOOD, [0.1, 0.2, 0.3]).take(np.asarray([False] * 3))


def test_nobody_is_followed_for_less_than_no_time():
    with pytest.raises(InputError, match="durations: row 1"):
        FollowUp.of([1, -1], [0, 1])
