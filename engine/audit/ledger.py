"""The record itself: takes sealed decisions in, gives them back opened, and answers for every one."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, select

from chartside import Outcome
from engine.audit import verification
from engine.audit.asked import Asked, asked, names
from engine.audit.cipher import Secret, reveal
from engine.audit.decision import Decision, Kind, RunLine
from engine.audit.errors import KeyringError, NotRecordedError, UnreadableError
from engine.audit.feedback import Feedback, Origin, record_of
from engine.audit.keys import Keyring
from engine.audit.receipt import Receipt
from engine.audit.rows import entry
from engine.audit.seal import Sealed, place, seal
from engine.audit.verification import VerifyReport
from engine.clock import Clock, utc_now
from engine.store import Database, Writer, tables

DECISION, PAYLOAD, CARD = tables.Decision.table(), tables.DecisionPayload.table(), tables.Card.table()
FEEDBACK = tables.Feedback.table()


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of a list of decisions; nothing in it identifies a patient."""

    id: str
    kind: Kind
    at: datetime
    hook: str | None
    service: str | None
    client: str | None
    worst: Outcome | None
    answered: int
    not_applicable: int
    cannot_tell: int
    failed: int
    latency_ms: float


@dataclass(frozen=True, slots=True)
class Recorded:
    """A record opened: its envelope, what was encrypted, its receipt, and the feedback on its cards."""

    envelope: Mapping[str, Any]
    user: str | None
    patient: str | None
    runs: tuple[RunLine, ...]
    payload: Mapping[str, Any]
    receipt: Receipt
    feedback: tuple[Feedback, ...]


class Standing(StrEnum):
    """How a receipt stands against the record; all but `intact` are cause for alarm."""

    INTACT = "intact"
    ALTERED = "altered"
    NOT_HERE = "not-here"
    NOT_OURS = "not-ours"  # no key of ours signed it


class Ledger:
    """The record of a database: nothing is answered before `record` has returned.

    Rows are inserted and read, never updated or deleted. Methods that are not `async` block on the database.
    """

    def __init__(self, database: Database, keyring: Keyring, *, clock: Clock = utc_now) -> None:
        self._database = database
        self._keyring = keyring
        self._clock = clock
        self._writer = Writer(database)

    def seal(self, decision: Decision) -> Sealed:
        """Close a decision and sign for it; raises UnrecordableError. Nothing is on record yet."""
        return seal(decision, self._keyring)

    def blind(self, tenant: str, value: str) -> str:
        """Turn an identifier into what stands for it in clear, as in the envelope of a decision about it."""
        return self._keyring.blind(tenant, value)

    async def record(self, sealed: Sealed) -> Receipt:
        """Return once the decision is on disk with all that belongs to it; raises RecordUnavailable."""
        await self._writer.commit(entry(sealed, self._clock()))
        return sealed.receipt

    def record_now(self, sealed: Sealed) -> Receipt:
        """Block until the decision is on disk; raises RecordUnavailable."""
        self._writer.commit_now(entry(sealed, self._clock()))
        return sealed.receipt

    def feedback(
        self,
        tenant: str,
        items: Sequence[Feedback],
        *,
        service: str | None = None,
        client: str | None = None,
        user: str | None = None,
    ) -> Receipt:
        """Record a batch of feedback, each tied to the decision of its card; a repeat is recorded again."""
        with self._database.read() as connection:
            origins = _origins(connection, tenant, [item.card for item in items])
        record = record_of(items, origins, tenant=tenant, at=self._clock(), service=service, client=client, user=user)
        return self.record_now(self.seal(record))

    def card(self, tenant: str, uuid: str) -> Origin | None:
        """Tell where a card came from; None when this tenant was never shown it."""
        with self._database.read() as connection:
            return _origins(connection, tenant, [uuid]).get(uuid)

    def decisions(
        self,
        tenant: str,
        *,
        kind: Kind | None = None,
        readings: bool = True,
        patient: str | None = None,
        user: str | None = None,
        client: str | None = None,
        service: str | None = None,
        worst: Outcome | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 100,
    ) -> list[Summary]:
        """List a tenant's records, newest first, at or after `since` and before `until`; without `readings`, none of those."""
        found = select(*(DECISION.c[field.name] for field in fields(Summary))).where(DECISION.c.tenant == tenant)
        for column, value in (("kind", kind), ("client", client), ("service", service), ("worst", worst)):
            if value is not None:
                found = found.where(DECISION.c[column] == value)
        if not readings:
            found = found.where(DECISION.c.kind != Kind.READING)
        for column, value in (("patient_index", patient), ("user_index", user)):
            if value is not None:
                found = found.where(DECISION.c[column].in_(self._keyring.blinds(tenant, value)))
        if since is not None:
            found = found.where(DECISION.c.at >= since)
        if until is not None:
            found = found.where(DECISION.c.at < until)
        with self._database.read() as connection:
            rows = connection.execute(found.order_by(DECISION.c.at.desc(), DECISION.c.id).limit(limit)).mappings()
            return [_summary(row) for row in rows]

    def read(self, tenant: str, id: str) -> Recorded:
        """Open one record; raises NotRecordedError, or UnreadableError when its payload is gone or altered."""
        with self._database.read() as connection:
            row = connection.execute(_one(tenant, id)).mappings().first()
            if row is None:
                raise NotRecordedError(f"No decision {id!r} is on record for this tenant")
            body = self._body(connection, tenant, id)
            said = connection.execute(
                select(FEEDBACK)
                .where(FEEDBACK.c.tenant == tenant, FEEDBACK.c.decision == id)
                .order_by(FEEDBACK.c.at, FEEDBACK.c.record, FEEDBACK.c.position)
            ).mappings()
            feedback = tuple(
                Feedback(row["card"], row["outcome"], row["at"], self._words(connection, row)) for row in said.all()
            )
        envelope = json.loads(row["envelope"])
        runs = tuple(
            RunLine(run["analysis"], run["version"], Outcome(run["outcome"]), closed["reason"], closed["order"])
            for run, closed in zip(envelope.get("runs", ()), body["runs"], strict=True)
        )
        receipt = Receipt(id, row["leaf"], row["key_id"], row["signature"])
        return Recorded(envelope, body["user"], body["patient"], runs, body["payload"], receipt, feedback)

    def asked(
        self, tenant: str, analysis: str, *, since: datetime | None = None, until: datetime | None = None
    ) -> Iterator[Asked]:
        """Open each decision that asked an analysis, the oldest first, at or after `since` and before `until`."""
        return asked(self._database, self._keyring, tenant, analysis, since, until)

    def was_asked(self, tenant: str, analysis: str) -> bool:
        """Tell whether any decision asked an analysis; nothing is decrypted."""
        found = select(DECISION.c.id).where(
            DECISION.c.tenant == tenant, DECISION.c.kind == Kind.DECISION, names(analysis)
        )
        with self._database.read() as connection:
            return connection.execute(found.limit(1)).first() is not None

    def statements(self, tenant: str, kind: Kind) -> list[Mapping[str, Any]]:
        """Give the envelopes of a kind, newest first, with what each states in clear; nothing is decrypted."""
        found = select(DECISION.c.envelope).where(DECISION.c.tenant == tenant, DECISION.c.kind == kind)
        with self._database.read() as connection:
            rows = connection.execute(found.order_by(DECISION.c.at.desc(), DECISION.c.id))
            return [json.loads(envelope) for (envelope,) in rows]

    def verify(self, tenant: str | None = None) -> VerifyReport:
        """Check every record of a tenant, or of all, and name everything that is wrong."""
        with self._database.read() as connection:
            return verification.verify(connection, self._keyring, tenant)

    def verify_receipt(self, tenant: str, receipt: Receipt) -> Standing:
        """Hold a receipt that somebody kept against what is on record."""
        try:
            if not receipt.is_signed(self._keyring):
                return Standing.NOT_OURS
        except KeyringError:
            return Standing.NOT_OURS
        with self._database.read() as connection:
            rows = connection.execute(_one(tenant, receipt.decision)).mappings().all()
            if not rows:
                return Standing.NOT_HERE
            intact = rows[0]["leaf"] == receipt.leaf and not any(verification.check(connection, rows, self._keyring))
        return Standing.INTACT if intact else Standing.ALTERED

    def close(self) -> None:
        """Commit what was handed in and stop."""
        self._writer.close()

    def _body(self, connection: Connection, tenant: str, id: str) -> dict[str, Any]:
        payload = select(PAYLOAD).where(PAYLOAD.c.tenant == tenant, PAYLOAD.c.decision == id)
        row = connection.execute(payload).mappings().first()
        if row is None:
            raise UnreadableError(f"The payload of decision {id!r} is gone")
        return reveal(Secret.of(row), place(tenant, id), self._keyring)

    def _words(self, connection: Connection, row: Mapping[Any, Any]) -> dict[str, Any]:
        body = self._body(connection, row["tenant"], row["record"])
        words: dict[str, Any] = body["payload"]["feedback"][row["position"]]
        return words


def _one(tenant: str, id: str) -> Select[Any]:
    return select(DECISION).where(DECISION.c.tenant == tenant, DECISION.c.id == id)


def _summary(row: Mapping[Any, Any]) -> Summary:
    worst = None if row["worst"] is None else Outcome(row["worst"])
    return Summary(**dict(row) | {"kind": Kind(row["kind"]), "worst": worst})


def _origins(connection: Connection, tenant: str, cards: Sequence[str]) -> dict[str, Origin]:
    found = select(CARD).where(CARD.c.tenant == tenant, CARD.c.uuid.in_(cards))
    rows = connection.execute(found).mappings()
    return {row["uuid"]: Origin(row["decision"], row["analysis"], row["service"]) for row in rows}
