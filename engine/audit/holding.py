"""What holds for a tenant now, after every decision that changed it: approvals, switches, clients, models, signatures."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Generic, TypeVar

from engine.audit.ledger import Ledger
from engine.audit.recent import Recent
from engine.clock import Clock, utc_now
from engine.store import Database

T = TypeVar("T")


class Holding(ABC, Generic[T]):
    """What each tenant's decisions come to; what is read may be half a second old. A change and its record are one transaction."""

    def __init__(
        self,
        database: Database,
        ledger: Ledger,
        *,
        clock: Clock = utc_now,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._ledger = ledger
        self._clock = clock
        self._recent = Recent(self._holds, elapsed)

    @abstractmethod
    def _holds(self, tenant: str) -> T:
        """Read from the tables what holds for a tenant."""
