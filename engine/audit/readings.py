"""Reading of the record, itself on record: who opened what, before they see it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal

from engine.audit.decision import Decision, Kind
from engine.audit.ledger import Ledger
from engine.audit.receipt import Receipt
from engine.audit.rows import entry
from engine.clock import Clock, utc_now
from engine.store import Database
from engine.store.writer import write

What = Literal["list", "show", "feedback"]


class Readings:
    """Writes down each reading; what cannot be written down is not shown."""

    def __init__(self, database: Database, ledger: Ledger, *, clock: Clock = utc_now) -> None:
        self._database = database
        self._ledger = ledger
        self._clock: Callable[[], datetime] = clock

    def note(self, tenant: str, what: What, *, who: str, why: str = "", decisions: Sequence[str] = ()) -> Receipt:
        """Record that somebody is about to read; raises RecordUnavailable.

        `who` and `why` stand in clear and must not identify a patient; `decisions` are the records that are opened.
        """
        at = self._clock()
        statement = {"read": what, "who": who, "why": why, "decisions": list(decisions)}
        made = Decision(tenant=tenant, at=at, kind=Kind.READING, statement=statement, payload={})
        sealed = self._ledger.seal(made)
        with self._database.write() as connection:
            write(connection, entry(sealed, at))
        return sealed.receipt
