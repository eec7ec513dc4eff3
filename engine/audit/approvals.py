"""Approval of what analyses read: a version that reads more than was approved waits until somebody says so, on the record."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine.audit.decision import Decision, Kind
from engine.audit.holding import Holding
from engine.audit.receipt import Receipt
from engine.audit.rows import approval_rows, entry
from engine.store.tables import AnalysisApproval
from engine.store.upsert import keep_last
from engine.store.writer import write

APPROVAL = AnalysisApproval.table()


@dataclass(frozen=True, slots=True)
class Approval:
    """What somebody approved an analysis to read: JSON as ``engine.reading`` makes it."""

    version: str
    reads: Sequence[Mapping[str, Any]]
    who: str
    since: datetime


class Approvals(Holding[Mapping[str, Approval]]):
    """The approvals of every tenant; what is read may be half a second old, as with switches."""

    def all(self, tenant: str) -> Mapping[str, Approval]:
        """Return what stands approved, by analysis. Raises RecordUnavailable."""
        return self._recent.of(tenant)

    def _holds(self, tenant: str) -> Mapping[str, Approval]:
        found = select(APPROVAL).where(APPROVAL.c.tenant == tenant)
        with self._database.read() as connection:
            return {
                row["analysis"]: Approval(row["version"], json.loads(row["reads"]), row["who"], row["since"])
                for row in connection.execute(found).mappings()
            }

    def approve(
        self, tenant: str, analyses: Iterable[tuple[str, str, Sequence[Mapping[str, Any]]]], *, who: str, why: str
    ) -> Receipt:
        """Approve analyses, each with its version and what it reads, and record who did and why; all or nothing.

        Raises RecordUnavailable. `who` and `why` stand in clear and must not identify a patient.
        """
        at = self._clock()
        approved = [{"analysis": id, "version": version, "reads": list(reads)} for id, version, reads in analyses]
        statement = {"approved": approved, "who": who, "why": why}
        sealed = self._ledger.seal(Decision(tenant=tenant, at=at, kind=Kind.APPROVAL, statement=statement, payload={}))
        with self._database.write() as connection:
            write(connection, entry(sealed, at))
            for row in approval_rows(sealed.content):
                keep_last(connection, AnalysisApproval, row)
        self._recent.forget(tenant)
        return sealed.receipt
