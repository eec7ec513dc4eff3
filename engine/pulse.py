"""How far the service is behind: more calls than it can serve make every one wait, and only the event loop knows for how long."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

BEAT = 0.02  # seconds


class Pulse:
    """Beats on the event loop; how late the beats come is how long whatever arrives now has to wait for its turn."""

    def __init__(self) -> None:
        self.calls = 0
        """How many calls are under way."""
        self._last = self._before = 0.0
        self._due = 0.0
        self._next: asyncio.TimerHandle | None = None

    @property
    def behind(self) -> float:
        """Return the seconds by which the last two beats were late, both: one alone is a call that was slow, and not a crowd."""
        return min(self._last, self._before)

    @contextmanager
    def call(self) -> Iterator[None]:
        """Count a call as under way."""
        self.calls += 1
        try:
            yield
        finally:
            self.calls -= 1

    def start(self) -> None:
        """Beat until stopped."""
        self._due = asyncio.get_running_loop().time()
        self._beat()

    def stop(self) -> None:
        """Beat no more."""
        if self._next is not None:
            self._next.cancel()
        self._next, self._last, self._before = None, 0.0, 0.0

    def _beat(self) -> None:
        loop = asyncio.get_running_loop()
        self._last, self._before = max(0.0, loop.time() - self._due), self._last
        self._due = loop.time() + BEAT
        self._next = loop.call_at(self._due, self._beat)
