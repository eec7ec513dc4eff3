"""Which artefact of a model speaks for a tenant, and which is tried beside it; each change is a signed record of its own."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, select

from engine.audit.decision import Decision, Kind
from engine.audit.holding import Holding
from engine.audit.rows import entry, model_row
from engine.store import RecordUnavailable
from engine.store.tables import Decision as DecisionRow
from engine.store.tables import ModelStanding
from engine.store.upsert import keep_last
from engine.store.writer import write

MODEL, DECISION = ModelStanding.table(), DecisionRow.table()


class Deed(StrEnum):
    """What somebody did: try an artefact beside the one that speaks, let it speak, go back, or try it no more."""

    SHADOW = "shadow"
    ACTIVATE = "activate"
    ROLLBACK = "rollback"
    UNSHADOW = "unshadow"


@dataclass(frozen=True, slots=True)
class Named:
    """An artefact as the record names it, whether it is installed or not; its hash says which it is."""

    version: str = field(compare=False)
    sha256: str

    @property
    def short(self) -> str:
        """Return version and the beginning of the hash, for a person."""
        return f"{self.version} (sha256 {self.sha256[:12]})"


@dataclass(frozen=True, slots=True)
class Choice:
    """What holds of one model for a tenant: ``active`` speaks (None: what the plugin ships first), ``shadow`` is tried beside it."""

    active: Named | None = None
    shadow: Named | None = None
    who: str = ""
    since: datetime | None = None
    record: str = ""


@dataclass(frozen=True, slots=True)
class ModelChange:
    """One change: the artefact it began from and the one it led to, what stands from then on, and what was measured of the latter.

    ``measures`` is JSON: of each acceptance limit the measure, bound, value, limit and whether it was met.
    """

    deed: Deed
    before: Named | None
    after: Named | None
    active: Named | None
    shadow: Named | None
    measures: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class RecordedChange:
    """A change as it stands on record, with who made it, when, and why."""

    analysis: str
    model: str
    change: ModelChange
    who: str
    why: str
    at: datetime
    record: str

    def as_json(self) -> dict[str, Any]:
        """Return the change as its record says it, with its moment and the decision that it is."""
        said = _statement(self.analysis, self.model, self.change, self.who, self.why)
        return said | {"at": self.at.isoformat(), "decision": self.record}


Choices = Mapping[str, Mapping[str, Choice]]
"""By analysis and model (the input's name); who never changed anything is not in it."""
Decide = Callable[[Choice, Sequence[RecordedChange]], ModelChange]
"""Makes a change of what holds and of what was changed before, oldest first; raises what refuses it."""


class Models(Holding[Choices]):
    """The models of every tenant; what is read may be half a second old, as with switches."""

    def choices(self, tenant: str) -> Choices:
        """Return what holds of every model that a tenant ever changed. Raises RecordUnavailable."""
        return self._recent.of(tenant)

    def _holds(self, tenant: str) -> Choices:
        with self._database.read() as connection:
            return _choices(connection, tenant)

    def history(self, tenant: str) -> Sequence[RecordedChange]:
        """Return every change of a tenant's models, oldest first. Raises RecordUnavailable."""
        with self._database.read() as connection:
            return list(_history(connection, tenant))

    def change(self, tenant: str, analysis: str, model: str, decide: Decide, *, who: str, why: str) -> RecordedChange:
        """Change what speaks or is tried, and record who did, why and on what measures; both or neither.

        Whatever ``decide`` raises passes through, and nothing is changed. Raises RecordUnavailable. `who` and `why` stand in clear and
        must not identify a patient.
        """
        with self._database.write() as connection:
            _one_at_a_time(connection)
            at = self._clock()
            holds = _choices(connection, tenant).get(analysis, {}).get(model, Choice())
            past = [one for one in _history(connection, tenant) if (one.analysis, one.model) == (analysis, model)]
            statement = _statement(analysis, model, decide(holds, past), who, why)
            made = Decision(tenant=tenant, at=at, kind=Kind.MODEL, statement=statement, payload={})
            sealed = self._ledger.seal(made)
            write(connection, entry(sealed, at))
            keep_last(connection, ModelStanding, model_row(sealed.content))
        self._recent.forget(tenant)
        return _recorded(sealed.envelope)


def _one_at_a_time(connection: Connection) -> None:
    """Let a change begin where the one before it ended; on SQLite every write does."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE model IN SHARE ROW EXCLUSIVE MODE")  # who reads does not wait


def _statement(analysis: str, model: str, change: ModelChange, who: str, why: str) -> dict[str, Any]:
    return {
        "analysis": analysis,
        "model": model,
        "deed": change.deed.value,
        "from": _said(change.before),
        "to": _said(change.after),
        "active": _said(change.active),
        "shadow": _said(change.shadow),
        "measures": [dict(one) for one in change.measures],
        "who": who,
        "why": why,
    }


def _said(named: Named | None) -> dict[str, str] | None:
    return None if named is None else asdict(named)


def _named(said: Mapping[str, str] | None) -> Named | None:
    return None if said is None else Named(said["version"], said["sha256"])


def _choices(connection: Connection, tenant: str) -> dict[str, dict[str, Choice]]:
    """Return what the rows say, each artefact's version from the record that put it there."""
    recorded = (DECISION.c.tenant == MODEL.c.tenant) & (DECISION.c.id == MODEL.c.record)
    found = select(MODEL, DECISION.c.envelope).join(DECISION, recorded).where(MODEL.c.tenant == tenant)
    choices: dict[str, dict[str, Choice]] = {}
    for row in connection.execute(found).mappings():
        change = _recorded(row["envelope"]).change
        versions = {one.sha256: one.version for one in (change.active, change.shadow) if one is not None}

        def named(sha256: str | None, versions: Mapping[str, str] = versions) -> Named | None:
            return None if sha256 is None else Named(versions.get(sha256, "of no known version"), sha256)

        choice = Choice(named(row["active"]), named(row["shadow"]), row["who"], row["since"], row["record"])
        choices.setdefault(row["analysis"], {})[row["model"]] = choice
    return choices


def _history(connection: Connection, tenant: str) -> Iterator[RecordedChange]:
    found = select(DECISION.c.envelope).where(DECISION.c.tenant == tenant, DECISION.c.kind == Kind.MODEL)
    for envelope in connection.scalars(found.order_by(DECISION.c.at, DECISION.c.id)):
        yield _recorded(envelope)


def _recorded(envelope: str) -> RecordedChange:
    """Read a record of a change; one that says nothing readable must not pass for none."""
    try:
        content = json.loads(envelope)
        said = content["statement"]
        change = ModelChange(
            Deed(said["deed"]),
            _named(said["from"]),
            _named(said["to"]),
            _named(said["active"]),
            _named(said["shadow"]),
            said["measures"],
        )
        at = datetime.fromisoformat(content["at"])
        return RecordedChange(
            said["analysis"], said["model"], change, said["who"], said["why"], at, content["decision"]
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        said_so = "A record of a change of a model cannot be read: it was edited; run `chartside audit verify`"
        raise RecordUnavailable(said_so) from None
