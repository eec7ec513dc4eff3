"""How each analysis stands at this site: on, off, shadow, or waiting for approval; where there is a record that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from chartside.registry import Registry
from engine.approvals import NEVER, waiting
from engine.audit import Approvals, AuditError, State, Switches
from engine.cli.serve import OperatorError, open_ledger, settings_of
from engine.settings import Settings
from engine.store import AddressError, RecordUnavailable

WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of each analysis and, of one that waits, what for; or why nothing is known."""

    states: Mapping[str, str] = field(default_factory=dict)
    waits: Mapping[str, str] = field(default_factory=dict)
    unknown: str = ""

    def of(self, analysis: str) -> str:
        """Return the state of an analysis, empty where nothing is known."""
        return self.states.get(analysis, "")

    def told(self, analysis: str) -> Mapping[str, str]:
        """Return, as JSON, what is known of an analysis."""
        said = {"state": self.of(analysis), "waits": self.waits.get(analysis, "")}
        return {name: value for name, value in said.items() if value}


def standing(registry: Registry, data: Path | None) -> Standing:
    """Return how every analysis of the registry stands; a record that is not there, or cannot be read, is said."""
    try:
        settings = settings_of(data=data)
        if settings.mode == "embedded" and not (settings.data / "keys").is_dir():
            return Standing(unknown=f"{settings.data} holds no record yet")
        return _read(registry, settings)
    except (OperatorError, AuditError, AddressError, RecordUnavailable, OSError) as error:
        return Standing(unknown=str(error))


def _read(registry: Registry, settings: Settings) -> Standing:
    with open_ledger(settings) as (database, ledger):
        if not database.is_current():
            return Standing(unknown="the database lacks a migration: run `chartside migrate`")
        switched = Switches(database, ledger).states(settings.tenant)
        waits = waiting(registry, Approvals(database, ledger).all(settings.tenant))
    # What was never seen before is approved at first sight, where the site lets it be.
    waits = {id: why for id, why in waits.items() if not (why == NEVER and settings.approve_first_sight)}
    states = {id: str(switched.get(id, State.ON)) for id in registry.analyses}
    return Standing(
        {id: WAITING if id in waits and state != State.OFF else state for id, state in states.items()}, waits
    )
