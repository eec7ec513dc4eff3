"""The tables of the record; the tenant is part of every key, so no row can point into another tenant's record.

`decision`, `decision_payload`, `card` and `feedback` are the ledger: our code inserts into them and reads them,
and never updates or deletes.
"""

from datetime import UTC, datetime
from typing import Any, ClassVar, cast

from sqlalchemy import DateTime, Dialect, ForeignKeyConstraint, Index, LargeBinary, MetaData, Table, Text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel


class Instant(TypeDecorator[datetime]):
    """A moment in UTC; refuses a datetime without a zone rather than guess one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - theirs
        """Turn to UTC on the way in."""
        if value is not None and value.tzinfo is None:
            raise ValueError("A moment on record needs a time zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - theirs
        """Give UTC back: SQLite keeps no zone, PostgreSQL answers in the session's."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Row(SQLModel):
    """What every table shares: one schema, and names for its constraints that a migration can rely on."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(referred_table_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )

    @classmethod
    def table(cls) -> Table:
        """Give the Core table, for statements on the hot path."""
        return cast("Table", cast("Any", cls).__table__)


class Encrypted(SQLModel):
    """The columns of a secret: which key, and what that key opens."""

    key_id: str
    salt: bytes = Field(sa_type=LargeBinary)
    nonce: bytes = Field(sa_type=LargeBinary)
    ciphertext: bytes = Field(sa_type=LargeBinary)


def _of_decision(column: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant", column], ["decision.tenant", "decision.id"])


class Decision(Row, table=True):
    """One call, feedback or switch: the signed envelope, and from it the columns that lists filter on."""

    __tablename__ = "decision"
    __table_args__ = (Index(None, "tenant", "at"), Index(None, "tenant", "patient_index", "at"))

    tenant: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    kind: str
    at: datetime = Field(sa_type=Instant)
    hook: str | None
    hook_instance: str | None
    service: str | None
    client: str | None
    patient_index: str | None
    user_index: str | None
    worst: str | None
    answered: int
    not_applicable: int
    cannot_tell: int
    failed: int
    latency_ms: float
    envelope: str = Field(sa_type=Text)
    leaf: str
    key_id: str
    signature: str


class DecisionPayload(Row, Encrypted, table=True):
    """What only the keys open: who, whom, what was seen and missing, and the answer as sent."""

    __tablename__ = "decision_payload"
    __table_args__ = (_of_decision("decision"),)

    tenant: str = Field(primary_key=True)
    decision: str = Field(primary_key=True)


class AuditOutbox(Row, table=True):
    """Leaves that wait to be put into the tree, written in the transaction of their decision."""

    __tablename__ = "audit_outbox"
    __table_args__ = (_of_decision("decision"),)

    tenant: str = Field(primary_key=True)
    decision: str = Field(primary_key=True)
    leaf: str
    enqueued: datetime = Field(sa_type=Instant)


class Card(Row, table=True):
    """Which decision and analysis a card came from, so that feedback finds its way back."""

    __tablename__ = "card"
    __table_args__ = (_of_decision("decision"), Index(None, "tenant", "decision"))

    tenant: str = Field(primary_key=True)
    uuid: str = Field(primary_key=True)
    decision: str
    analysis: str
    service: str | None


class Feedback(Row, table=True):
    """What a clinician did with a card; the words are in the payload of `record`, the feedback's own decision."""

    __tablename__ = "feedback"
    __table_args__ = (
        # Named: two keys to the same table would otherwise share the convention's name.
        ForeignKeyConstraint(["tenant", "record"], ["decision.tenant", "decision.id"], name="fk_feedback_record"),
        ForeignKeyConstraint(["tenant", "decision"], ["decision.tenant", "decision.id"], name="fk_feedback_decision"),
        Index(None, "tenant", "decision"),
        Index(None, "tenant", "card"),
    )

    tenant: str = Field(primary_key=True)
    record: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    card: str  # no foreign key: feedback on a card we do not know is legal, and kept
    decision: str | None
    outcome: str
    at: datetime = Field(sa_type=Instant)


class AnalysisState(Row, table=True):
    """Whether an analysis speaks for a tenant now; `record` is the signed decision that made it so."""

    __tablename__ = "analysis_state"
    __table_args__ = (_of_decision("record"),)

    tenant: str = Field(primary_key=True)
    analysis: str = Field(primary_key=True)
    state: str
    since: datetime = Field(sa_type=Instant)
    why: str
    who: str
    record: str


class AnalysisApproval(Row, table=True):
    """What a tenant approved an analysis to read; `record` is the signed decision that did so."""

    __tablename__ = "analysis_approval"
    __table_args__ = (_of_decision("record"),)

    tenant: str = Field(primary_key=True)
    analysis: str = Field(primary_key=True)
    version: str
    reads: str = Field(sa_type=Text)
    since: datetime = Field(sa_type=Instant)
    why: str
    who: str
    record: str


class Client(Row, table=True):
    """A registered caller as it stands now; `record` is the signed decision that made it so."""

    __tablename__ = "client"
    __table_args__ = (_of_decision("record"),)

    tenant: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    state: str
    registration: str = Field(sa_type=Text)
    since: datetime = Field(sa_type=Instant)
    why: str
    who: str
    record: str


class ModelStanding(Row, table=True):
    """Which artefact of an analysis' model speaks for a tenant, and which is tried beside it; `record` is the signed change."""

    __tablename__ = "model"
    __table_args__ = (_of_decision("record"),)

    tenant: str = Field(primary_key=True)
    analysis: str = Field(primary_key=True)
    model: str = Field(primary_key=True)  # the input's name
    active: str | None  # sha256; none: what the plugin ships first
    shadow: str | None
    since: datetime = Field(sa_type=Instant)
    why: str
    who: str
    record: str


class RuleSignature(Row, table=True):
    """What a tenant said of a rule file: signed, allowed unsigned, withdrawn; `record` is the signed decision that says so."""

    __tablename__ = "rule_signature"
    __table_args__ = (_of_decision("record"),)

    tenant: str = Field(primary_key=True)
    analysis: str = Field(primary_key=True)
    standing: str
    version: str
    sha256: str
    since: datetime = Field(sa_type=Instant)
    why: str
    who: str
    record: str


class PatientOutcome(Row, table=True):
    """What became of a patient, as a feed of outcomes said it; the patient is blinded as in the decisions."""

    __tablename__ = "outcome"
    __table_args__ = (_of_decision("record"), Index(None, "tenant", "patient_index", "kind"))

    tenant: str = Field(primary_key=True)
    record: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    patient_index: str
    kind: str
    at: datetime = Field(sa_type=Instant)
    occurred: bool


class OutcomeCoverage(Row, table=True):
    """Until when a feed says that it told every outcome of a kind: before that, silence means that it did not happen."""

    __tablename__ = "outcome_coverage"
    __table_args__ = (_of_decision("record"),)

    tenant: str = Field(primary_key=True)
    record: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    since: datetime = Field(sa_type=Instant)
    until: datetime = Field(sa_type=Instant)


class LateResult(Row, Encrypted, table=True):
    """What a background analysis found after its caller had gone, kept for the next question alike."""

    __tablename__ = "late_result"

    tenant: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    decision: str  # no foreign key: the result may come before its decision commits
    analysis: str
    version: str
    stored: datetime = Field(sa_type=Instant)
