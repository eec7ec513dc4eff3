"""Remember for half a second what was read of a tenant: every call asks, and few changes happen."""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
MAX_AGE = 0.5
"""Seconds; within them a running service follows what another process decided."""


class Recent(Generic[T]):
    """What a reader gave for each tenant, no older than `MAX_AGE`."""

    def __init__(self, read: Callable[[str], T], elapsed: Callable[[], float] = time.monotonic) -> None:
        self._read = read
        self._elapsed = elapsed
        self._known: dict[str, tuple[float, T]] = {}

    def of(self, tenant: str) -> T:
        """Return what holds for a tenant; whatever the reader raises passes through."""
        began = self._elapsed()
        known = self._known.get(tenant)
        if known is None or began - known[0] >= MAX_AGE:
            known = self._known[tenant] = began, self._read(tenant)  # as old as the question, not as the answer
        return known[1]

    def forget(self, tenant: str) -> None:
        """Read anew when next asked."""
        self._known.pop(tenant, None)
