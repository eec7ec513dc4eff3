"""What the engine hands over to be recorded: one call with its runs, one batch of feedback, one switch, one approval, one registration."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from chartside import Outcome


class Kind(StrEnum):
    """What a record is of."""

    DECISION = "decision"
    FEEDBACK = "feedback"
    SWITCH = "switch"
    APPROVAL = "approval"
    REGISTRATION = "registration"
    READING = "reading"
    MODEL = "model"
    OUTCOMES = "outcomes"
    MONITORING = "monitoring"
    RULES = "rules"


class RunLine(NamedTuple):
    """One analysis asked in this call and what became of it; reason and order are encrypted."""

    analysis: str
    version: str
    outcome: Outcome
    reason: str
    order: str | None = None


class CardLine(NamedTuple):
    """One card of the answer and the analysis it came from."""

    uuid: str
    analysis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One record to be: what stands in clear, and what is encrypted.

    Encrypted are `user`, `patient`, the runs' reasons and orders, and `payload`: any JSON, with decimals and
    moments. Everything else stands in clear in the database and must not identify a patient; `statement` is what a
    record of its kind says in clear besides.
    """

    tenant: str
    at: datetime
    payload: Mapping[str, Any]
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    kind: Kind = Kind.DECISION
    hook: str | None = None
    hook_instance: str | None = None
    service: str | None = None
    client: str | None = None
    user: str | None = None
    patient: str | None = None
    runs: tuple[RunLine, ...] = ()
    cards: tuple[CardLine, ...] = ()
    statement: Mapping[str, Any] = field(default_factory=dict)
    latency_ms: float = 0.0
