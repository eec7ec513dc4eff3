"""Whatever an analysis raises is a crash with its place; only somebody at the terminal ends the run."""

import signal
from collections.abc import Iterator
from typing import NoReturn

import pytest

from chartside import Card, Source, analysis
from chartside.plain import plain_facts
from chartside.testing import NOON
from chartside.testing.attempt import Crash, attempt, yielded
from chartside.vocabulary import SystolicBP


class OddError(BaseException):
    """Not derived from Exception."""


def raising(raises):
    @analysis("test.raises", version="1.0.0", source=Source("A test", "https://example.org", "1", "2026-01-01"))
    def run(sbp: SystolicBP) -> Iterator[Card]:
        """Yield a card and raise."""
        yield Card("first").because(sbp)
        raises()

    return run


def facts(one):
    return plain_facts(one, {"sbp": 120}, NOON)


@pytest.mark.parametrize("kind", [ValueError, SystemExit, GeneratorExit, KeyboardInterrupt, OddError])
def test_whatever_is_raised_is_a_crash(kind):
    def raises() -> NoReturn:
        raise kind

    one = raising(raises)
    said = attempt(one, facts(one))
    assert isinstance(said, Crash)
    assert said.kind == kind.__name__
    assert said.place.startswith("test_attempt.py:")
    assert [card.summary for card in yielded(one, facts(one))] == ["first"]


def test_ctrl_c_ends_the_run_and_is_as_before_afterwards():
    one = raising(lambda: signal.raise_signal(signal.SIGINT))
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        attempt(one, facts(one))
    with pytest.raises(KeyboardInterrupt):
        yielded(one, facts(one))
    assert signal.getsignal(signal.SIGINT) is before is signal.default_int_handler


def test_a_crash_says_what_it_came_from_and_what_was_added():
    def raises() -> NoReturn:
        try:
            raise KeyError("from here")
        except KeyError as error:
            error.add_note("and a note")
            raise RuntimeError("failed") from error

    one = raising(raises)
    said = attempt(one, facts(one))
    assert all(words in said.words for words in ("failed", "from here", "and a note"))


def test_an_exception_that_cannot_speak_is_a_crash_all_the_same():
    class MuteError(Exception):
        def __str__(self) -> str:
            raise OSError

    def raises() -> NoReturn:
        raise MuteError

    one = raising(raises)
    assert attempt(one, facts(one)).kind == "MuteError"
