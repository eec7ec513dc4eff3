"""The stop switch: whether an analysis speaks for a tenant, effective in under a second and itself on record."""

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import select

from engine.audit.decision import Decision, Kind
from engine.audit.holding import Holding
from engine.audit.receipt import Receipt
from engine.audit.rows import entry, state_row
from engine.store.tables import AnalysisState
from engine.store.upsert import keep_last
from engine.store.writer import write

STATE = AnalysisState.table()


class State(StrEnum):
    """How an analysis stands: `shadow` is asked and recorded, and shows no card."""

    ON = "on"
    OFF = "off"
    SHADOW = "shadow"


class Switches(Holding[Mapping[str, State]]):
    """The switches of every tenant; what is read may be `MAX_AGE` seconds old."""

    def state(self, tenant: str, analysis: str) -> State:
        """Tell how an analysis stands; on when nobody has ever said otherwise. Raises RecordUnavailable."""
        return self.states(tenant).get(analysis, State.ON)

    def states(self, tenant: str) -> Mapping[str, State]:
        """Give every analysis of a tenant that was ever switched. Raises RecordUnavailable."""
        return self._recent.of(tenant)

    def _holds(self, tenant: str) -> Mapping[str, State]:
        found = select(STATE.c.analysis, STATE.c.state).where(STATE.c.tenant == tenant)
        with self._database.read() as connection:
            return {analysis: State(state) for analysis, state in connection.execute(found)}

    def set(self, tenant: str, analysis: str, state: State, *, who: str, why: str) -> Receipt:
        """Switch an analysis and record who did and why, both or neither. Raises RecordUnavailable.

        `who` and `why` stand in clear and must not identify a patient.
        """
        at = self._clock()
        statement = {"analysis": analysis, "state": state.value, "who": who, "why": why}
        sealed = self._ledger.seal(Decision(tenant=tenant, at=at, kind=Kind.SWITCH, statement=statement, payload={}))
        row = state_row(sealed.content)
        with self._database.write() as connection:
            write(connection, entry(sealed, at))
            keep_last(connection, AnalysisState, row)
        self._recent.forget(tenant)
        return sealed.receipt
