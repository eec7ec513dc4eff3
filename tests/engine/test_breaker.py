"""The breaker opens after so many losses in a row, lets one try through after the pause, and blames nobody for a shared job."""

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from engine.breaker import RUINOUS, Breaker
from engine.dispatch import LostCode

A, B = "a.one", "a.two"


class Time:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def breaker(time: Time) -> Breaker:
    return Breaker(losses=3, pause=30, longest=100, clock=time)


def lose(breaker: Breaker, times: int, code: LostCode = "time-limit") -> None:
    for _ in range(times):
        breaker.lost([A], code)


def test_opens_at_the_last_loss_and_not_before(breaker: Breaker) -> None:
    lose(breaker, 2)
    assert breaker.refusal(A) == ""
    lose(breaker, 1)
    assert breaker.refusal(A) == "circuit open after 3 losses (time-limit); tried again in 30 s"
    assert breaker.refusal(B) == ""
    assert breaker.open() == [{"analysis": A, "losses": 3, "cause": "time-limit", "triedAgainInS": 30}]


def test_an_answer_in_between_begins_the_count_anew(breaker: Breaker) -> None:
    lose(breaker, 2)
    breaker.answered([A, B])
    lose(breaker, 2)
    assert breaker.refusal(A) == ""


@pytest.mark.parametrize("code", ["task-failed", "unreadable", "broker-away", "overloaded", "no-worker"])
def test_what_an_analysis_did_not_bring_about_is_not_held_against_it(breaker: Breaker, code: LostCode) -> None:
    lose(breaker, 10, code)
    assert breaker.refusal(A) == ""
    assert breaker.open() == []


@pytest.mark.parametrize("code", sorted(RUINOUS))
def test_whatever_ruins_a_worker_counts(breaker: Breaker, code: LostCode) -> None:
    lose(breaker, 3, code)
    assert f"({code})" in breaker.refusal(A)


def test_one_question_is_let_through_after_the_pause(breaker: Breaker, time: Time) -> None:
    lose(breaker, 3)
    time.now += 29.9
    assert breaker.refusal(A).endswith("tried again in 1 s")
    time.now += 0.1
    assert breaker.refusal(A) == ""
    assert breaker.refusal(A) != ""


def test_an_answer_to_the_try_closes_the_circuit(breaker: Breaker, time: Time) -> None:
    lose(breaker, 3)
    time.now += 30
    breaker.refusal(A)
    breaker.answered([A])
    assert (breaker.refusal(A), breaker.open(), breaker.is_suspect(A)) == ("", [], False)
    lose(breaker, 2)
    assert breaker.refusal(A) == ""


def test_each_lost_try_doubles_the_pause_up_to_the_longest(breaker: Breaker, time: Time) -> None:
    lose(breaker, 3)
    pauses = []
    for _ in range(4):
        pauses.append(breaker.open()[0]["triedAgainInS"])
        time.now += pauses[-1]
        assert breaker.refusal(A) == ""
        lose(breaker, 1)
    assert pauses == [30, 60, 100, 100]


def test_what_was_under_way_when_it_opened_does_not_lengthen_the_pause(breaker: Breaker, time: Time) -> None:
    lose(breaker, 3)
    time.now += 10
    lose(breaker, 5)
    assert breaker.refusal(A).endswith("tried again in 20 s")


def test_a_try_of_which_nothing_is_heard_is_followed_by_another(breaker: Breaker, time: Time) -> None:
    lose(breaker, 3)
    time.now += 30
    assert breaker.refusal(A) == ""
    time.now += 30
    assert breaker.refusal(A) == ""


def test_a_shared_job_makes_suspects_and_opens_nothing(breaker: Breaker) -> None:
    for _ in range(9):
        breaker.lost([A, B], "worker-died")
    assert (breaker.refusal(A), breaker.refusal(B)) == ("", "")
    assert breaker.is_suspect(A)
    assert breaker.is_suspect(B)
    breaker.answered([B])
    assert breaker.is_suspect(A)
    assert not breaker.is_suspect(B)


def test_a_shared_job_that_is_late_is_asked_one_by_one_the_next_time(breaker: Breaker) -> None:
    breaker.late([A])
    assert not breaker.is_suspect(A)
    breaker.late([A, B])
    assert breaker.is_suspect(A)


def test_says_when_a_circuit_opens_and_closes(breaker: Breaker) -> None:
    with structlog.testing.capture_logs() as lines:
        lose(breaker, 3)
        lose(breaker, 1)
        breaker.answered([A])
        breaker.answered([A])
    assert [(line["event"], line["analysis"]) for line in lines] == [("circuit open", A), ("circuit closed", A)]


EVENTS = st.lists(st.one_of(st.sampled_from(["lost", "answered", "asked"]), st.floats(0, 200)), max_size=60)


@given(EVENTS)
def test_it_is_never_open_without_losses_in_a_row_and_never_for_longer_than_the_longest_pause(
    events: list[str | float],
) -> None:
    time, in_a_row = Time(), 0
    breaker = Breaker(losses=3, pause=30, longest=100, clock=time)
    for event in events:
        match event:
            case "lost":
                breaker.lost([A], "time-limit")
                in_a_row += 1
            case "answered":
                breaker.answered([A])
                in_a_row = 0
            case "asked":
                assert not breaker.refusal(A) or in_a_row >= 3
            case float():
                time.now += event
        assert bool(breaker.open()) == (in_a_row >= 3)
        assert all(circuit["triedAgainInS"] <= 100 for circuit in breaker.open())
    time.now += 101
    assert breaker.refusal(A) == ""
