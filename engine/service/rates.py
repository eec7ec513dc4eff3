"""Bounds how many calls a minute one caller may make of this process."""

from __future__ import annotations

import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter


class Throttled(Exception):  # noqa: N818 - a verdict on the call, said as 429
    """One call too many; ``wait`` is in how many seconds the next may come."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"try again in {wait} s")
        self.wait = wait


class Rates:
    """Counts calls by whoever makes them."""

    def __init__(self, per_minute: int) -> None:
        self._limit = RateLimitItemPerMinute(per_minute)
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def count(self, whose: str) -> None:
        """Count one call; raises Throttled for one too many."""
        if not self._window.hit(self._limit, whose):
            next_at = self._window.get_window_stats(self._limit, whose).reset_time
            raise Throttled(max(1, math.ceil(next_at - time.time())))
