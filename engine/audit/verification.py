"""Reads the record with suspicion: whatever was changed, moved or taken away is named.

What cannot be seen from here is a record that is gone with all its rows: its receipt tells.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, Table, func, select, tuple_

from engine.audit.cipher import Secret, reveal
from engine.audit.decision import Kind
from engine.audit.errors import AuditError
from engine.audit.keys import Keyring
from engine.audit.receipt import Receipt
from engine.audit.rows import (
    approval_rows,
    card_rows,
    client_row,
    coverage_rows,
    decision_row,
    feedback_rows,
    model_row,
    outcome_rows,
    signature_rows,
    state_row,
)
from engine.audit.seal import FORMAT, leaf_of, place
from engine.store.tables import (
    AnalysisApproval,
    AnalysisState,
    AuditOutbox,
    Card,
    Client,
    Decision,
    DecisionPayload,
    Feedback,
    ModelStanding,
    OutcomeCoverage,
    PatientOutcome,
    RuleSignature,
)

DECISION = Decision.table()
BELONGINGS = {
    DecisionPayload.table(): "decision",
    AuditOutbox.table(): "decision",
    Card.table(): "decision",
    Feedback.table(): "record",
    PatientOutcome.table(): "record",
    OutcomeCoverage.table(): "record",
}
# Tables that hold the newest word on each analysis, client or model: the kind of record that says it, what tells one
# row of a tenant from another, and the rows it says.
STANDINGS: tuple[tuple[Table, Kind, tuple[str, ...], Callable[[Mapping[str, Any]], list[dict[str, Any]]]], ...] = (
    (AnalysisState.table(), Kind.SWITCH, ("analysis",), lambda content: [state_row(content)]),
    (AnalysisApproval.table(), Kind.APPROVAL, ("analysis",), approval_rows),
    (Client.table(), Kind.REGISTRATION, ("id",), lambda content: [client_row(content)]),
    (ModelStanding.table(), Kind.MODEL, ("analysis", "model"), lambda content: [model_row(content)]),
    (RuleSignature.table(), Kind.RULES, ("analysis",), signature_rows),
)
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one record."""

    tenant: str
    decision: str
    what: str


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """How much was looked at, and everything wrong that was found."""

    decisions: int
    cards: int
    feedback: int
    problems: tuple[Problem, ...]

    @property
    def intact(self) -> bool:
        """Tell whether nothing was found wrong."""
        return not self.problems


def verify(connection: Connection, keyring: Keyring, tenant: str | None = None) -> VerifyReport:
    """Check every record of a tenant, or of all: each against its envelope, then the rows that belong to none."""
    problems: list[Problem] = []
    decisions = 0
    everything = _of(tenant, select(DECISION), DECISION).order_by(DECISION.c.tenant, DECISION.c.id)
    found = connection.execute(everything.execution_options(yield_per=AT_ONCE)).mappings()
    for rows in found.partitions():
        decisions += len(rows)
        problems += check(connection, rows, keyring)
    problems += _orphans(connection, tenant)
    for table, kind, names, rows_of in STANDINGS:
        problems += _wrong_standing(connection, tenant, table, kind, names, rows_of)
    cards, feedback = (
        connection.scalar(_of(tenant, select(func.count()).select_from(table), table)) or 0
        for table in (Card.table(), Feedback.table())
    )
    return VerifyReport(decisions, cards, feedback, tuple(problems))


def check(connection: Connection, decisions: Sequence[RowMapping], keyring: Keyring) -> Iterator[Problem]:
    """Check these decisions and all that belongs to them."""
    keys = [(row["tenant"], row["id"]) for row in decisions]
    belongings: dict[tuple[Table, str, str], list[dict[str, Any]]] = defaultdict(list)
    for table, column in BELONGINGS.items():
        theirs = select(table).where(tuple_(table.c.tenant, table.c[column]).in_(keys))
        for row in connection.execute(theirs).mappings():
            belongings[table, row["tenant"], row[column]].append(dict(row))
    for decision in decisions:
        key = decision["tenant"], decision["id"]
        its = {table: belongings[table, *key] for table in BELONGINGS}
        for what in _flaws(decision, its, keyring):
            yield Problem(*key, what)


def _flaws(row: RowMapping, its: dict[Table, list[dict[str, Any]]], keyring: Keyring) -> Iterator[str]:
    envelope: str = row["envelope"]
    if leaf_of(envelope.encode()).hex() != row["leaf"]:
        yield "The envelope does not hash to its leaf"
        return  # nothing below can be held against an envelope that is not ours
    receipt = Receipt(row["id"], row["leaf"], row["key_id"], row["signature"])
    try:
        signed = receipt.is_signed(keyring)
    except AuditError as error:
        yield str(error)
        return
    if not signed:
        yield "The signature is not of this leaf"
        return
    content = json.loads(envelope)
    if content.get("format") != FORMAT:
        yield f"The envelope's format is not {FORMAT}, the one this version reads"
        return
    yield from (
        f"The column {name} is not what the envelope says"
        for name, value in decision_row(content).items()
        if row[name] != value
    )
    yield from _payload_flaws(content, its[DecisionPayload.table()], keyring)
    if [waiting["leaf"] for waiting in its[AuditOutbox.table()]] != [row["leaf"]]:
        yield "The outbox does not hold its leaf"
    if not _same(its[Card.table()], card_rows(content)):
        yield "The cards are not those of the envelope"
    if not _same(its[Feedback.table()], feedback_rows(content)):
        yield "The feedback is not that of the envelope"
    if not _same(its[PatientOutcome.table()], outcome_rows(content)):
        yield "The outcomes are not those of the envelope"
    if not _same(its[OutcomeCoverage.table()], coverage_rows(content)):
        yield "The spans told whole are not those of the envelope"


def _payload_flaws(content: dict[str, Any], rows: list[dict[str, Any]], keyring: Keyring) -> Iterator[str]:
    if not rows:
        yield "The payload is gone"
        return
    secret = Secret.of(rows[0])
    if secret.commitment != content["commitment"] or secret.key_id != content["payloadKey"]:
        yield "The payload is not the one the envelope commits to"
    try:
        reveal(secret, place(content["tenant"], content["decision"]), keyring)
    except AuditError as error:
        yield str(error)


def _same(found: list[dict[str, Any]], said: list[dict[str, Any]]) -> bool:
    return {frozenset(row.items()) for row in found} == {frozenset(row.items()) for row in said}


def _orphans(connection: Connection, tenant: str | None) -> Iterator[Problem]:
    """Find rows whose decision was taken away, which a foreign key forbids and a hand at the file does not."""
    for table, column in BELONGINGS.items():
        theirs = (DECISION.c.tenant == table.c.tenant) & (DECISION.c.id == table.c[column])
        owners = select(table.c.tenant, table.c[column]).where(~select(DECISION.c.id).where(theirs).exists())
        lost = _of(tenant, owners, table)
        for row in connection.execute(lost.distinct()):
            yield Problem(row[0], row[1], f"The decision is gone, and left its {table.name}")


def _wrong_standing(
    connection: Connection,
    tenant: str | None,
    table: Table,
    kind: Kind,
    names: tuple[str, ...],
    rows_of: Callable[[Mapping[str, Any]], list[dict[str, Any]]],
) -> Iterator[Problem]:
    """Find analyses, clients and models that stand otherwise than the newest record about them says."""

    def key_of(row: Mapping[Any, Any]) -> tuple[str, ...]:
        return row["tenant"], *(row[name] for name in names)

    records = _of(tenant, select(DECISION.c.envelope), DECISION).where(DECISION.c.kind == kind)
    said: dict[tuple[str, ...], dict[str, Any]] = {}
    for envelope in connection.scalars(records.order_by(DECISION.c.at)):
        try:
            rows = rows_of(json.loads(envelope))
        except (ValueError, TypeError, KeyError):
            continue  # altered, and so named already
        said |= {key_of(row): row for row in rows}
    standing = connection.execute(_of(tenant, select(table), table)).mappings()
    found = {key_of(row): dict(row) for row in standing}
    for key in said.keys() | found.keys():
        if said.get(key) != found.get(key):
            record = (said.get(key) or found[key])["record"]
            yield Problem(key[0], record, f"The {kind} of {' '.join(key[1:])} is not as its newest record says")


def _of(tenant: str | None, statement: Select[Any], table: Table) -> Select[Any]:
    return statement if tenant is None else statement.where(table.c.tenant == tenant)
