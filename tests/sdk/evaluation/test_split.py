"""Nobody is on both sides, and a patient's side is decided by salt and id alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartside.evaluation import InputError, UndefinedError, split_by_patient

PATIENTS = [f"p{n}" for n in range(400) for _ in range(1 + n % 3)]


def sides(patients, **how):
    found = split_by_patient(patients, **how)
    assert sorted([*found.train.tolist(), *found.test.tolist()]) == list(range(len(patients)))
    return {patients[row] for row in found.train}, {patients[row] for row in found.test}


@given(st.text(min_size=1, max_size=8), st.floats(0.1, 0.9))
def test_nobody_is_on_both_sides(salt, test):
    train, tested = sides(PATIENTS, salt=salt, test=test)
    assert not train & tested
    assert abs(len(tested) / 400 - test) < 0.13


def test_a_patient_stays_though_others_come():
    _, tested = sides(PATIENTS, salt="study 1")
    _, later = sides([*PATIENTS[100:], *(f"new{n}" for n in range(50))], salt="study 1")
    assert {one for one in later if not one.startswith("new")} == tested & set(PATIENTS[100:])


def test_the_side_is_that_of_a_hash_that_anybody_can_compute():
    # printf '7:study 1:p1' | sha256sum, and so on: the first eight bytes over 2**64, below 0.2.
    from hashlib import sha256

    found = {p for p in PATIENTS if int(sha256(f"7:study 1:{p}".encode()).hexdigest()[:16], 16) < 0.2 * 2**64}
    assert sides(PATIENTS, salt="study 1")[1] == found
    assert sides(PATIENTS, salt="study 2")[1] != found


def test_a_split_needs_two_sides_and_a_salt():
    with pytest.raises(UndefinedError, match="all 1 patients fall on one side"):
        split_by_patient(["a", "a"], salt="s")
    with pytest.raises(InputError, match="salt"):
        split_by_patient(PATIENTS, salt="")
    with pytest.raises(InputError, match="test must be above 0 and below 1"):
        split_by_patient(PATIENTS, salt="s", test=1)
