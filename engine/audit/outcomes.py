"""What became of patients, as a feed of outcomes says it: on record, blinded in clear, so that models can be held against it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from engine.audit.canonical import moment
from engine.audit.decision import Decision, Kind
from engine.audit.ledger import Ledger
from engine.audit.receipt import Receipt
from engine.audit.rows import entry
from engine.clock import Clock, utc_now
from engine.store import Database
from engine.store.tables import OutcomeCoverage, PatientOutcome
from engine.store.writer import write

OUTCOME, COVERAGE = PatientOutcome.table(), OutcomeCoverage.table()
AT_ONCE = 5_000
"""Outcomes in one record: an envelope is read whole, and is signed as one text."""


@dataclass(frozen=True, slots=True)
class Observed:
    """One outcome of one patient: it occurred at this time, or somebody looked then and it had not."""

    patient: str
    kind: str
    at: datetime
    occurred: bool = True


@dataclass(frozen=True, slots=True)
class Covered:
    """Between two moments the feed told every outcome of a kind: there, and nowhere else, its silence means that none occurred."""

    kind: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """What is on record of one kind: how many patients, events and stated non-events, and the spans that were told whole."""

    kind: str
    patients: int
    occurred: int
    not_occurred: int
    covered: tuple[tuple[datetime, datetime], ...]


class Outcomes:
    """The outcomes of every tenant."""

    def __init__(self, database: Database, ledger: Ledger, *, clock: Clock = utc_now) -> None:
        self._database = database
        self._ledger = ledger
        self._clock = clock

    def record(
        self, tenant: str, observed: Sequence[Observed], covered: Sequence[Covered], *, who: str, why: str
    ) -> list[Receipt]:
        """Record outcomes with who brought them and why, all or nothing; as many records as are needed.

        Raises RecordUnavailable. `who`, `why` and the kinds stand in clear and must not identify a patient.
        """
        at = self._clock()
        decisions = self._records(tenant, observed, covered, at, {"who": who, "why": why})
        sealed = [self._ledger.seal(one) for one in decisions]
        with self._database.write() as connection:
            for one in sealed:
                write(connection, entry(one, at))
        return [one.receipt for one in sealed]

    def _records(
        self,
        tenant: str,
        observed: Sequence[Observed],
        covered: Sequence[Covered],
        at: datetime,
        said: Mapping[str, str],
    ) -> Iterator[Decision]:
        parts = [observed[i : i + AT_ONCE] for i in range(0, len(observed), AT_ONCE)] or [()]
        for number, part in enumerate(parts):
            told = [
                {
                    "patient": self._ledger.blind(tenant, o.patient),
                    "kind": o.kind,
                    "at": moment(o.at),
                    "occurred": o.occurred,
                }
                for o in part
            ]
            whole = [] if number else [_span(one) for one in covered]
            statement = {"outcomes": told, "complete": whole, **said}
            patients = {"patients": [o.patient for o in part]}
            yield Decision(tenant=tenant, at=at, kind=Kind.OUTCOMES, statement=statement, payload=patients)

    def held(self, tenant: str) -> list[Held]:
        """Return what is on record, by kind; an outcome that was brought twice counts once. Raises RecordUnavailable."""
        brought = select(OUTCOME.c.kind, OUTCOME.c.patient_index, OUTCOME.c.at, OUTCOME.c.occurred)
        rows = brought.where(OUTCOME.c.tenant == tenant).distinct().subquery()
        events = select(rows.c.kind, rows.c.occurred, func.count()).group_by(rows.c.kind, rows.c.occurred)
        patients = select(rows.c.kind, func.count(rows.c.patient_index.distinct())).group_by(rows.c.kind)
        spans = (
            select(COVERAGE.c.kind, COVERAGE.c.since, COVERAGE.c.until).where(COVERAGE.c.tenant == tenant).distinct()
        )
        told: dict[str, list[tuple[datetime, datetime]]] = {}
        with self._database.read() as connection:
            by_kind = {(kind, bool(occurred)): count for kind, occurred, count in connection.execute(events)}
            of = {row[0]: row[1] for row in connection.execute(patients)}
            for kind, since, until in connection.execute(spans):
                told.setdefault(kind, []).append((since, until))
        kinds = sorted(of.keys() | told.keys())
        return [
            Held(k, of.get(k, 0), by_kind.get((k, True), 0), by_kind.get((k, False), 0), tuple(sorted(told.get(k, ()))))
            for k in kinds
        ]


def _span(one: Covered) -> dict[str, Any]:
    return {"kind": one.kind, "since": moment(one.since), "until": moment(one.until)}
