"""Opens the decisions that asked one analysis, in order, a page at a time: for who reckons over many and shows none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from engine.audit.cipher import Secret, reveal
from engine.audit.decision import Kind
from engine.audit.errors import UnreadableError
from engine.audit.keys import Keyring
from engine.audit.seal import place
from engine.store import Database, tables

DECISION, PAYLOAD = tables.Decision.table(), tables.DecisionPayload.table()
PAGE = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """One decision opened; ``patient`` is blinded under the newest key, ``blinds`` under every key there has been.

    ``payload`` is None where it is gone or was altered.
    """

    id: str
    at: datetime
    patient: str | None
    blinds: frozenset[str]
    payload: Mapping[str, Any] | None


def asked(
    database: Database, keyring: Keyring, tenant: str, analysis: str, since: datetime | None, until: datetime | None
) -> Iterator[Asked]:
    """Yield each decision that asked an analysis at or after ``since`` and before ``until``, the oldest first."""
    held = _held(tenant, analysis, since, until)
    last: tuple[datetime, str] | None = None
    while True:
        page = held if last is None else held.where(_after(*last))
        with database.read() as connection:
            rows = connection.execute(page).mappings().all()
        for row in rows:
            yield _opened(row, tenant, keyring)
        if len(rows) < PAGE:
            return
        last = rows[-1]["at"], rows[-1]["id"]


def names(analysis: str) -> ColumnElement[bool]:
    """Return the condition that an envelope names an analysis: it is canonical JSON, so its text says so, and nothing is opened."""
    return DECISION.c.envelope.contains(f'"analysis":"{analysis}"', autoescape=True)


def _held(tenant: str, analysis: str, since: datetime | None, until: datetime | None) -> Select[Any]:
    joined = DECISION.outerjoin(
        PAYLOAD, and_(PAYLOAD.c.tenant == DECISION.c.tenant, PAYLOAD.c.decision == DECISION.c.id)
    )
    columns = (DECISION.c[name] for name in ("id", "at", "patient_index"))
    secret = (PAYLOAD.c[name] for name in ("key_id", "salt", "nonce", "ciphertext"))
    found = select(*columns, *secret).select_from(joined)
    found = found.where(DECISION.c.tenant == tenant, DECISION.c.kind == Kind.DECISION, names(analysis))
    if since is not None:
        found = found.where(DECISION.c.at >= since)
    if until is not None:
        found = found.where(DECISION.c.at < until)
    return found.order_by(DECISION.c.at, DECISION.c.id).limit(PAGE)


def _after(at: datetime, id: str) -> ColumnElement[bool]:
    return or_(DECISION.c.at > at, and_(DECISION.c.at == at, DECISION.c.id > id))


def _opened(row: Mapping[Any, Any], tenant: str, keyring: Keyring) -> Asked:
    def unread() -> Asked:
        index = row["patient_index"]
        return Asked(row["id"], row["at"], index, frozenset({index} - {None}), None)

    if row["ciphertext"] is None:
        return unread()
    try:
        body = reveal(Secret.of(row), place(tenant, row["id"]), keyring)
    except UnreadableError:
        return unread()
    patient = body["patient"]
    if patient is None:
        return Asked(row["id"], row["at"], None, frozenset(), body["payload"])
    # Under every key: after a rotation the same patient would else be two, and an outcome of theirs nobody's.
    blinds = keyring.blinds(tenant, patient)
    return Asked(row["id"], row["at"], keyring.blind(tenant, patient), frozenset(blinds), body["payload"])
