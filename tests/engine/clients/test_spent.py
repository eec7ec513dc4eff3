"""A token counts once, in one process and in several that share a Redis; where nobody can tell, it does not count."""

import asyncio
import time
from uuid import uuid4

import pytest

from engine.clients.spent import SpentHere, SpentUnknown
from engine.clients.spent_in_redis import SpentInRedis


def asked(*questions):
    """Ask one after another, and close what was asked."""

    async def run():
        answers = [await spent.first(digest, until) for spent, digest, until in questions]
        for spent in {spent for spent, _, _ in questions}:
            await spent.close()
        return answers

    return asyncio.run(run())


def test_here_a_digest_counts_once_until_it_expires():
    now = [1_000.0]
    spent = SpentHere(clock=lambda: now[0])
    assert asked((spent, "a", 1_100), (spent, "a", 1_100), (spent, "b", 1_100)) == [True, False, True]
    now[0] = 1_100.0
    assert asked((spent, "a", 1_200)) == [True]


def test_here_what_expired_is_forgotten_and_nothing_else():
    now = [0.0]
    spent = SpentHere(clock=lambda: now[0])
    for n in range(3_000):
        now[0] = float(n)
        asked((spent, str(n), n + 300.0))
    assert len(spent._until) <= 1_400
    assert asked((spent, "2999", 3_300.0), (spent, "2800", 3_300.0)) == [False, False]


def test_two_processes_share_what_was_used(redis_url):
    one, other, digest = SpentInRedis(redis_url), SpentInRedis(redis_url), uuid4().hex
    until = time.time() + 60
    assert asked((one, digest, until), (other, digest, until), (other, digest + "b", until)) == [True, False, True]


def test_without_redis_nobody_can_tell():
    with pytest.raises(SpentUnknown):
        asked((SpentInRedis("redis://127.0.0.1:1/0"), "a", time.time() + 60))
