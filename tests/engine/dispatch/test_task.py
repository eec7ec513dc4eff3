"""The task is found by name, made warm, and its reply survives the journey."""

import os
import sys
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dispatch import InlineLane, Lost, reply
from engine.dispatch.task import LARGEST_ANSWER, attempt, prepare


@given(st.binary())
def test_an_answer_arrives_as_it_was_sent(answer: bytes) -> None:
    assert reply.read(reply.answered(answer)) == answer


@given(st.binary().filter(lambda data: data[:1] != b"+"))
def test_whatever_else_arrives_is_lost(data: bytes) -> None:
    with pytest.raises(Lost):
        reply.read(data)


def test_running_out_of_memory_has_a_code_of_its_own() -> None:
    def eat(_: bytes) -> bytes:
        raise MemoryError

    with pytest.raises(Lost, match="memory-limit"):
        reply.read(attempt(eat, b""))


def test_preparing_a_task_warms_its_module(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("warmed")
    warmed: list[bool] = []
    vars(module).update(warm=lambda: warmed.append(True), task=bytes.upper)
    monkeypatch.setitem(sys.modules, "warmed", module)
    assert prepare("warmed:task")(b"a") == b"A"
    assert warmed == [True]


def test_the_command_line_runs_the_task_here_and_now() -> None:
    lane = InlineLane("tests.engine.dispatch.tasks:act")
    assert lane.run(b"payload") == b"payload"
    with pytest.raises(Lost, match="task-failed"):
        lane.run(b"raise")


def test_an_answer_may_be_so_large_and_no_larger() -> None:
    assert len(reply.read(attempt(lambda _: bytes(LARGEST_ANSWER), b""))) == LARGEST_ANSWER
    with pytest.raises(Lost, match="memory-limit"):
        reply.read(attempt(lambda _: bytes(LARGEST_ANSWER + 1), b""))


def test_only_the_original_of_a_process_answers() -> None:
    read, write = os.pipe()

    def copy(_: bytes) -> bytes:
        os.fork()
        return b"answer"

    os.write(write, attempt(copy, b""))
    os.close(write)
    assert os.read(read, 100) == b"+answer"
    assert os.waitstatus_to_exitcode(os.wait()[1]) == 1
    os.close(read)
