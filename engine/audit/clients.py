"""Registration of callers: who may call, in whose record, with which keys; each change is a signed record of its own."""

import json
import time
from collections.abc import Callable, Sequence

from sqlalchemy import select

from engine.audit.decision import Decision, Kind
from engine.audit.errors import AuditError
from engine.audit.ledger import Ledger
from engine.audit.receipt import Receipt
from engine.audit.recent import Recent
from engine.audit.rows import client_row, entry
from engine.clients import Client
from engine.clock import Clock, utc_now
from engine.store import Database
from engine.store.tables import Client as ClientRow
from engine.store.upsert import keep_last
from engine.store.writer import write

CLIENT = ClientRow.table()
REGISTERED, REMOVED = "registered", "removed"


class ClientConflict(AuditError):  # noqa: N818 - a verdict on a registration
    """Two registrations could not be told apart, or there is none to remove; the text says which and what to do."""


class Clients:
    """The registered callers of every tenant; what is read may be half a second old, as with switches."""

    def __init__(
        self,
        database: Database,
        ledger: Ledger,
        *,
        clock: Clock = utc_now,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._ledger = ledger
        self._clock = clock
        self._recent = Recent(self._all, elapsed)

    def all(self) -> Sequence[Client]:
        """Return who is registered, by id: of all tenants, because a token arrives before its tenant is known. Raises RecordUnavailable."""
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
        """Register a client, or put it in the place of the one with its id, and record who did and why.

        Raises ClientConflict where its tokens could not be told from another's, and RecordUnavailable. `who` and `why` stand in clear
        and must not identify a patient.
        """
        for other in self._all(""):
            if other.id == client.id and other.tenant != client.tenant:
                raise ClientConflict(f"client {client.id!r} belongs to tenant {other.tenant!r}; remove it there first")
            if other.id != client.id and (other.issuer, other.claimed_tenant) == (client.issuer, client.claimed_tenant):
                raise ClientConflict(
                    f"client {other.id!r} has this issuer already; remove it, or tell them apart by the tenant that their tokens claim"
                )
        return self._keep(client, REGISTERED, who, why)

    def remove(self, id: str, *, who: str, why: str) -> Receipt:
        """Remove a client, whose calls are refused from then on. Raises ClientConflict where there is none, and RecordUnavailable."""
        for client in self._all(""):
            if client.id == id:
                return self._keep(client, REMOVED, who, why)
        raise ClientConflict(f"no client {id!r} is registered; `chartside clients` lists them")

    def _keep(self, client: Client, state: str, who: str, why: str) -> Receipt:
        at = self._clock()
        statement = {"client": client.as_json(), "state": state, "who": who, "why": why}
        kind = Kind.REGISTRATION
        made = Decision(tenant=client.tenant, at=at, kind=kind, client=client.id, statement=statement, payload={})
        sealed = self._ledger.seal(made)
        with self._database.write() as connection:
            write(connection, entry(sealed, at))
            keep_last(connection, ClientRow, client_row(sealed.content))
        self._recent.forget("")
        return sealed.receipt

    def _all(self, _: str) -> Sequence[Client]:
        found = select(CLIENT.c.registration).where(CLIENT.c.state == REGISTERED).order_by(CLIENT.c.id)
        with self._database.read() as connection:
            return [Client.from_json(json.loads(said)) for said in connection.scalars(found)]
