"""The pool outlives whatever a plugin does to its process, and leaves no process behind."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress

import psutil
import pytest

from engine.dispatch import Late, Lost, LostCode, PoolLane
from tests.engine.dispatch.conftest import ACT, until
from tests.engine.dispatch.test_lane import never, play


async def ask(lane: PoolLane, payload: bytes) -> bytes:
    return await lane.ask(payload, budget=10, late=never)


def children(pid: int) -> list[int]:
    return [child.pid for child in psutil.Process(pid).children()]


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize(
    ("deed", "code"),
    [
        (b"exit", "worker-died"),
        (b"segfault", "worker-died"),
        (b"loop", "time-limit"),
        (b"allocate %d" % (2 << 30), "memory-limit"),
    ],
    ids=["os._exit", "segfault", "endless", "2 GiB"],
)
def test_replaces_a_process_that_a_job_ruined(deed: bytes, code: LostCode) -> None:
    lane = PoolLane(ACT, processes=1, time_limit=0.3)

    async def scene(_: object) -> None:
        before = int(await ask(lane, b"pid"))
        with pytest.raises(Lost) as lost:
            await ask(lane, deed)
        assert lost.value.code == code
        assert int(await ask(lane, b"pid")) != before
        assert gone(before)

    play(lane, scene)


def test_allows_what_is_within_the_limit_of_memory() -> None:
    lane = PoolLane(ACT, processes=1)

    async def scene(_: object) -> None:
        assert await ask(lane, b"allocate %d" % (256 << 20)) == b"%d" % (256 << 20)

    play(lane, scene)


def test_a_process_killed_at_work_loses_its_job_and_one_killed_idle_loses_none() -> None:
    lane = PoolLane(ACT, processes=1)

    async def scene(_: object) -> None:
        at_work = int(await ask(lane, b"pid"))
        job = asyncio.create_task(ask(lane, b"sleep 5"))
        await asyncio.sleep(0.05)
        os.kill(at_work, signal.SIGKILL)
        with pytest.raises(Lost) as lost:
            await job
        assert lost.value.code == "worker-died"

        idle = int(await ask(lane, b"pid"))
        os.kill(idle, signal.SIGKILL)
        await asyncio.sleep(0.1)
        assert int(await ask(lane, b"pid")) != idle

    play(lane, scene)


def test_two_processes_work_at_the_same_time() -> None:
    lane = PoolLane(ACT, processes=2)

    async def scene(_: object) -> None:
        began = time.monotonic()
        await asyncio.gather(ask(lane, b"sleep 0.4"), ask(lane, b"sleep 0.4"))
        assert time.monotonic() - began < 0.7

    play(lane, scene)


def test_an_overdue_job_waits_for_those_in_time_and_gives_way_when_there_is_no_room() -> None:
    lane = PoolLane(ACT, processes=1, limit=3)
    order: list[bytes] = []

    async def scene(_: object) -> None:
        busy = asyncio.create_task(ask(lane, b"sleep 0.3"))
        await asyncio.sleep(0.05)
        for overdue in (b"overdue 1", b"overdue 2"):
            with pytest.raises(Late):
                await lane.ask(overdue, budget=0.01, late=order.append)
        order.append(await ask(lane, b"in time"))  # full: the first overdue job gives way
        await busy
        await until(lambda: len(order) == 2)

    play(lane, scene)
    assert order == [b"in time", b"overdue 2"]
    assert lane.counts == {"late": 2, "late-answered": 1, "forgotten": 1}


def test_says_so_when_no_process_can_be_started(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Lost) as lost:
        asyncio.run(PoolLane("tests.engine.dispatch.tasks:missing").start())
    assert lost.value.code == "no-worker"
    assert "missing" in capfd.readouterr().err


def test_refuses_while_no_process_can_be_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    lane = PoolLane(ACT, processes=1)

    async def scene(_: object) -> None:
        with monkeypatch.context() as broken:
            broken.setattr(sys, "executable", "/nowhere/python")
            with pytest.raises(Lost, match="worker-died"):
                await ask(lane, b"kill parent")
            asked = time.monotonic()
            with pytest.raises(Lost, match="no-worker"):
                await ask(lane, b"waits in vain")
            assert time.monotonic() - asked < 1

        async with asyncio.timeout(10):
            while True:
                with suppress(Lost):
                    assert await ask(lane, b"back") == b"back"
                    break
                await asyncio.sleep(0.1)

    play(lane, scene)


def test_the_parent_of_the_workers_is_replaced_when_a_plugin_kills_it() -> None:
    lane = PoolLane(ACT, processes=2)

    async def scene(_: object) -> None:
        before = {int(pid) for pid in await asyncio.gather(ask(lane, b"pid"), ask(lane, b"pid"))}
        with pytest.raises(Lost, match="worker-died"):
            await ask(lane, b"kill parent")
        await until(
            lambda: all(gone(pid) for pid in before)
        )  # the other dies with it, a moment later: with a question, were it asked one
        assert await ask(lane, b"next") == b"next"

    play(lane, scene)


def test_stop_leaves_no_process_behind_even_at_work() -> None:
    async def scene() -> list[int]:
        lane = PoolLane(ACT, processes=2)
        await lane.start()
        pids = {int(pid) for pid in await asyncio.gather(ask(lane, b"pid"), ask(lane, b"pid"))}
        jobs = [asyncio.create_task(ask(lane, b"loop")) for _ in range(2)]
        await asyncio.sleep(0.05)
        await lane.stop()
        assert all(isinstance(end, Lost) for end in await asyncio.gather(*jobs, return_exceptions=True))
        return sorted(pids)

    pids = asyncio.run(scene())
    assert pids
    assert all(gone(pid) for pid in pids)


def test_stop_right_after_start_leaves_no_process_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Process] = []

    async def spawn(*args: str, **options: object) -> Process:
        started.append(await create_subprocess_exec(*args, **options))
        return started[-1]

    create_subprocess_exec = asyncio.create_subprocess_exec
    monkeypatch.setattr(asyncio, "create_subprocess_exec", spawn)
    workers: list[int] = []

    async def scene(_: object) -> None:
        workers.extend(children(started[0].pid))

    play(PoolLane(ACT, processes=2), scene)
    assert len(started) == 1
    assert len(workers) == 2
    assert all(gone(pid) for pid in [started[0].pid, *workers])


SERVICE = f"""
import asyncio
from engine.dispatch import PoolLane
async def serve():
    lane = PoolLane({ACT!r}, processes=1)
    await lane.start()
    print((await lane.ask(b"pid", budget=10, late=print)).decode(), flush=True)
    await asyncio.sleep(60)
asyncio.run(serve())
"""


def test_processes_end_when_their_service_is_killed() -> None:
    command = [sys.executable, "-c", SERVICE]
    with subprocess.Popen(command, stdout=PIPE, stderr=PIPE, stdin=DEVNULL) as service:  # noqa: S603 - our own command
        assert service.stdout is not None
        assert int(service.stdout.readline())
        service.kill()
        service.communicate(timeout=5)  # ends when the last process that holds standard error has ended


def test_what_a_plugin_prints_goes_nowhere(capfd: pytest.CaptureFixture[str]) -> None:
    lane = PoolLane(ACT, processes=1)

    async def scene(_: object) -> None:
        assert await ask(lane, b"print Ada Lovelace") == b"print Ada Lovelace"

    play(lane, scene)
    captured = capfd.readouterr()
    assert "Ada" not in captured.out + captured.err
