"""Whatever a plugin does, one outcome comes back, and nothing of the patient with it."""

import asyncio
import signal

import pytest

from chartside import Missing, Outcome, Patient, Source, analysis
from chartside.containment import Interrupted, interrupts_told_apart
from engine.dispatch.limits import TimeUp
from engine.run import Question, run

SOURCE = Source("A test", "https://example.org", "1", "2026-01-01")
ANN = Patient(None, "female", ref="Patient/ann")


def raising(error):
    @analysis("test.raises", version="1.0.0", source=SOURCE)
    def raises(patient: Patient):
        """Raise."""
        yield from ()
        raise error

    return Question(raises, {"patient": ANN})


class Odd(BaseException):
    """What some library raises that does not want to be caught."""


@pytest.mark.parametrize(
    "error",
    [
        ValueError("Ann Smith"),
        SystemExit("Ann Smith"),
        RecursionError(),
        MemoryError(),
        GeneratorExit(),
        Odd("Ann Smith"),
        asyncio.CancelledError(),
        BaseExceptionGroup("Ann Smith", [Odd()]),
    ],
)
def test_a_fault_is_failed_with_a_reference_and_without_its_words(error, capsys):
    said = run(raising(error))
    assert said.outcome is Outcome.FAILED
    assert type(error).__name__ in said.reason
    assert "reference" in said.reason
    assert "Ann" not in said.reason + "".join(capsys.readouterr())


def test_the_same_fault_has_the_same_reference():
    assert run(raising(ValueError("a"))).reason == run(raising(ValueError("b"))).reason
    assert run(raising(ValueError("a"))).reason != run(raising(KeyError("a"))).reason


def test_a_broken_promise_is_failed_in_words_for_the_author():
    @analysis("test.bare", version="1.0.0", source=SOURCE)
    def bare(patient: Patient):
        """Yield what may not be."""
        yield 1

    said = run(Question(bare, {"patient": ANN}, "MedicationRequest/1"))
    assert (said.outcome, said.order) == (Outcome.FAILED, "MedicationRequest/1")
    assert "yielded int" in said.reason
    assert run(Question(bare, {"patient": Missing("not-found")})).outcome is Outcome.CANNOT_TELL


def test_control_c_is_not_the_plugins_to_swallow():
    """Where nobody tells Ctrl-C from what a plugin raises, it could be Ctrl-C."""
    with pytest.raises(KeyboardInterrupt):
        run(raising(KeyboardInterrupt()))


def test_what_a_plugin_raises_is_no_control_c_where_the_two_are_told_apart():
    with interrupts_told_apart():
        assert run(raising(KeyboardInterrupt())).outcome is Outcome.FAILED
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_control_c_ends_the_work_where_it_is_told_apart():
    @analysis("test.long", version="1.0.0", source=SOURCE)
    def long(patient: Patient):
        """Be at work when Ctrl-C comes."""
        yield from ()
        signal.raise_signal(signal.SIGINT)

    with pytest.raises(Interrupted), interrupts_told_apart():
        run(Question(long, {"patient": ANN}))


def test_the_end_of_the_time_is_not_the_plugins_to_swallow():
    with pytest.raises(TimeUp):
        run(raising(TimeUp()))
