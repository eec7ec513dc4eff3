"""Registration of callers: who may call, in whose record, with which keys; each change is a signed record of its own."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from engine.audit.decision import Decision, Kind
from engine.audit.errors import AuditError
from engine.audit.holding import Holding
from engine.audit.receipt import Receipt
from engine.audit.rows import client_row, entry
from engine.clients import Client
from engine.store import RecordUnavailable
from engine.store.tables import Client as ClientRow
from engine.store.upsert import keep_last
from engine.store.writer import write

CLIENT = ClientRow.table()
REGISTERED, REMOVED = "registered", "removed"


class ClientConflict(AuditError):  # noqa: N818 - a verdict on a registration
    """Two registrations could not be told apart, or there is none to remove; the text says which and what to do."""


@dataclass(frozen=True, slots=True)
class Registration:
    """A client as it is registered, who said so and why, and the decision that did it."""

    client: Client
    who: str
    why: str
    since: datetime
    record: str


class Clients(Holding[Sequence[Registration]]):
    """The registered callers of every tenant; what is read may be half a second old, as with switches."""

    def all(self) -> Sequence[Client]:
        """Return who is registered, by id: of all tenants, because a token arrives before its tenant is known. Raises RecordUnavailable."""
        return [one.client for one in self.registrations()]

    def registrations(self) -> Sequence[Registration]:
        """Return the same with who registered each, and why. Raises RecordUnavailable."""
        return self._recent.of("")

    def of(self, issuer: str, claimed_tenant: str) -> Client | None:
        """Return whose token names this issuer and tenant: the client registered for that very tenant, else for whatever is claimed."""
        of_issuer = [client for client in self.all() if client.issuer == issuer]
        for wanted in dict.fromkeys((claimed_tenant, "")):
            for client in of_issuer:
                if client.claimed_tenant == wanted:
                    return client
        return None

    def register(self, client: Client, *, who: str, why: str) -> Receipt:
        """Register a client, or put it in the place of the one with its id, and record who did, why and what changed.

        Raises ClientConflict where its tokens could not be told from another's, and RecordUnavailable. `who` and `why` stand in clear
        and must not identify a patient.
        """
        with self._database.write() as connection:
            former = _former(_read(connection), client)
            statement: dict[str, Any] = {"client": client.as_json(), "state": REGISTERED, "who": who, "why": why}
            if former is not None:
                was, now = former.client.as_json(), client.as_json()
                changed = sorted(name for name in was.keys() | now.keys() if was.get(name) != now.get(name))
                statement |= {"replaces": former.record, "changed": changed}
            receipt = self._keep(connection, client, statement)
        self._recent.forget("")
        return receipt

    def remove(self, id: str, *, who: str, why: str) -> Receipt:
        """Remove a client, whose calls are refused from then on. Raises ClientConflict where there is none, and RecordUnavailable."""
        with self._database.write() as connection:
            former = next((one for one in _read(connection) if one.client.id == id), None)
            if former is None:
                raise ClientConflict(f"no client {id!r} is registered; `chartside clients` lists them")
            statement = {"client": former.client.as_json(), "state": REMOVED, "who": who, "why": why}
            receipt = self._keep(connection, former.client, statement | {"replaces": former.record})
        self._recent.forget("")
        return receipt

    def _keep(self, connection: Connection, client: Client, statement: Mapping[str, Any]) -> Receipt:
        at, kind = self._clock(), Kind.REGISTRATION
        made = Decision(tenant=client.tenant, at=at, kind=kind, client=client.id, statement=statement, payload={})
        sealed = self._ledger.seal(made)
        write(connection, entry(sealed, at))
        keep_last(connection, ClientRow, client_row(sealed.content))
        return sealed.receipt

    def _holds(self, _: str) -> Sequence[Registration]:
        with self._database.read() as connection:
            return _read(connection)


def _read(connection: Connection) -> Sequence[Registration]:
    """Return who is registered; a row that says nothing readable is nobody's, and must not pass for an empty list."""
    found = select(CLIENT).where(CLIENT.c.state == REGISTERED).order_by(CLIENT.c.id)
    registered = []
    for row in connection.execute(found).mappings():
        try:
            client = Client.from_json(json.loads(row["registration"]))
        except (ValueError, TypeError, KeyError, AttributeError):
            said = (
                f"The registration of client {row['id']!r} cannot be read: it was edited; run `chartside audit verify`"
            )
            raise RecordUnavailable(said) from None
        registered.append(Registration(client, row["who"], row["why"], row["since"], row["record"]))
    return registered


def _former(registered: Sequence[Registration], client: Client) -> Registration | None:
    """Return what a registration would replace; raises ClientConflict where it would take what is another's."""
    former = None
    for one in registered:
        other = one.client
        if other.id != client.id and (other.issuer, other.claimed_tenant) == (client.issuer, client.claimed_tenant):
            raise ClientConflict(
                f"client {other.id!r} has this issuer already; remove it, or tell them apart by the tenant that their tokens claim"
            )
        if other.id == client.id and other.tenant != client.tenant:
            raise ClientConflict(f"client {client.id!r} belongs to tenant {other.tenant!r}; remove it there first")
        if other.id == client.id:
            former = one
    return former
