"""No owner of questions holds every worker process: others find one in time, in the pool and before the broker."""

import asyncio
import base64
import json
import os
import secrets
from pathlib import Path

import pytest
import redis

from engine.dispatch import Lane, Late, Lost, LostCode, PoolLane
from engine.dispatch.celery_lane import CeleryLane
from engine.dispatch.cipher import Cipher
from tests.engine.dispatch.conftest import ACT, Worker, until
from tests.engine.dispatch.test_lane import play


def of(
    owner: str, lane: Lane, payload: bytes, budget: float = 10, heard: list[LostCode] | None = None
) -> "asyncio.Task[bytes]":
    heard = [] if heard is None else heard
    return asyncio.create_task(lane.ask(payload, budget=budget, late=bytes, lost=heard.append, owner=owner))


async def late(job: "asyncio.Task[bytes]") -> None:
    with pytest.raises(Late):
        await job


def test_others_answer_while_as_many_loop_as_there_are_processes() -> None:
    lane = PoolLane(ACT, processes=2, patience=0.05)

    async def scene(_: object) -> None:
        loops = [of(name, lane, b"loop", budget=10) for name in ("a", "b")]
        well = [of(f"well {n}", lane, b"well") for n in range(8)]
        assert await asyncio.gather(*well) == [b"well"] * 8
        assert not any(loop.done() for loop in loops)

    play(lane, scene)


def test_one_owner_never_has_the_last_process_however_much_it_asks() -> None:
    lane = PoolLane(ACT, processes=1, patience=0.05)

    async def scene(_: object) -> None:
        loops = [of("a", lane, b"loop") for _ in range(5)]
        await asyncio.sleep(0.2)
        assert await of("b", lane, b"well") == b"well"
        assert not any(loop.done() for loop in loops)

    play(lane, scene)


def test_an_owner_whose_work_is_overdue_waits_its_turn_and_nobody_waits_for_it() -> None:
    lane = PoolLane(ACT, processes=2, patience=5, time_limit=0.6)

    async def scene(_: object) -> None:
        heard: list[LostCode] = []
        kept: list[bytes] = []
        await late(of("a", lane, b"loop", 0.05, heard))
        with pytest.raises(Late):
            async with asyncio.timeout(0.4):  # at once, though it has ten seconds
                await lane.ask(b"again", budget=10, late=kept.append, owner="a")
        assert await of("b", lane, b"well") == b"well"
        assert (heard, kept) == ([], [])
        await until(lambda: kept == [b"again"])
        assert heard == ["time-limit"]

    play(lane, scene)


def test_what_is_long_overdue_runs_slowly_and_its_process_takes_no_other_job() -> None:
    lane = PoolLane(ACT, processes=1, patience=0.05)

    async def scene(_: object) -> None:
        before = int(await of("a", lane, b"pid"))
        await late(of("a", lane, b"sleep 0.5", 0.05))
        await until(lambda: os.getpriority(os.PRIO_PROCESS, before) > os.getpriority(os.PRIO_PROCESS, 0))
        await until(lambda: lane.counts["late-answered"] == 1)
        assert int(await of("b", lane, b"pid")) != before

    play(lane, scene)


def test_the_process_longest_overdue_is_taken_when_there_is_no_spare_left() -> None:
    lane = PoolLane(ACT, processes=1, patience=0.05)

    async def scene(_: object) -> None:
        heard: dict[str, list[LostCode]] = {"first": [], "second": []}
        for owner, losses in heard.items():
            await late(of(owner, lane, b"loop", 0.3, losses))
        assert await of("b", lane, b"well") == b"well"
        assert heard == {"first": ["displaced"], "second": []}

    play(lane, scene)


def test_a_job_in_time_displaces_none_that_is_in_time() -> None:
    lane = PoolLane(ACT, processes=1, patience=0.05)

    async def scene(_: object) -> None:
        slow = [of(name, lane, b"sleep 0.5") for name in ("a", "b")]
        assert await of("c", lane, b"well") == b"well"
        assert await asyncio.gather(*slow) == [b"sleep 0.5"] * 2

    play(lane, scene)


def test_spare_processes_go_when_they_are_not_needed() -> None:
    lane = PoolLane(ACT, processes=1, patience=0.05)

    async def scene(_: object) -> None:
        slow = of("a", lane, b"sleep 0.5")
        spare = int(await of("b", lane, b"pid"))
        await until(lambda: not Path(f"/proc/{spare}").exists())
        assert int(await of("c", lane, b"pid")) != spare
        await slow

    play(lane, scene)


def test_what_is_overdue_at_the_workers_keeps_the_same_owner_from_the_broker(quiet_redis: str) -> None:
    lane = CeleryLane(quiet_redis, Cipher(secrets.token_bytes(32)), keep=0.6)

    async def scene(_: object) -> None:
        with redis.Redis.from_url(quiet_redis) as client:

            def sent() -> int:
                return int(client.llen("chartside"))  # type: ignore[arg-type]

            await late(of("a", lane, b"first", 0.05))
            await until(lambda: sent() == 1)
            await late(of("a", lane, b"held", 0.05))
            await late(of("b", lane, b"another", 0.05))
            assert sent() == 2
            owners = [json.loads(base64.b64decode(json.loads(m)["body"]))[0] for m in client.lrange("chartside", 0, -1)]  # type: ignore[union-attr]
            assert len(owners) == 2
            await until(lambda: lane.counts["forgotten"] == 3)

    play(lane, scene)


def test_a_held_question_is_sent_when_the_overdue_one_is_settled(celery_worker: Worker) -> None:
    lane = CeleryLane(celery_worker.url, celery_worker.cipher)

    async def scene(_: object) -> None:
        kept: list[bytes] = []
        await of("a", lane, b"warm")
        await late(of("a", lane, b"sleep 0.3", 0.05))
        with pytest.raises(Late):
            await lane.ask(b"next", budget=10, late=kept.append, owner="a")
        await until(lambda: kept == [b"next"])

    play(lane, scene)


def test_a_late_loss_is_heard_once(celery_worker: Worker) -> None:
    lane = CeleryLane(celery_worker.url, celery_worker.cipher)

    async def scene(_: object) -> None:
        heard: list[LostCode] = []
        await late(of("a", lane, b"loop", 0.05, heard))
        await until(lambda: heard == ["time-limit"])
        with pytest.raises(Lost):
            await of("a", lane, b"exit", 10, heard)
        assert heard == ["time-limit"]  # what came in time is told by the exception alone

    play(lane, scene)
