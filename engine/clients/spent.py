"""Remembers which tokens were used, until they would have expired anyhow: each counts once, whichever process sees it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol


class SpentUnknown(Exception):  # noqa: N818 - a verdict on a call, said as 503
    """Nobody can tell whether a token was used before; it is not accepted."""


class Spent(Protocol):
    """Knows which tokens were used."""

    async def first(self, digest: str, expires: float) -> bool:
        """Whether this is the token's first use; remember it until ``expires`` (seconds since 1970). Raises SpentUnknown."""
        ...

    async def close(self) -> None:
        """Let go of whatever it holds open."""
        ...


class SpentHere:
    """Remembers within this process, where it is the only one."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}
        self._sweep_at = 1_000

    async def first(self, digest: str, expires: float) -> bool:
        """Whether this is the token's first use."""
        now = self._clock()
        if len(self._until) >= self._sweep_at:
            self._until = {one: until for one, until in self._until.items() if until > now}
            self._sweep_at = max(1_000, 2 * len(self._until))
        if self._until.get(digest, 0.0) > now:
            return False
        self._until[digest] = expires
        return True

    async def close(self) -> None:
        """Forget nothing: there is nothing to close."""
