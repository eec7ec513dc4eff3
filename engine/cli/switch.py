"""``chartside switch``: what may speak, decided on the record."""

from __future__ import annotations

from pathlib import Path

import typer

from engine.audit import State, Switches
from engine.cli.serve import OperatorError, open_ledger, settings_of
from engine.installed import installed


def switch(analysis: str, state: str, *, who: str, why: str, data: Path | None) -> int:
    """Switch an analysis, on the record."""
    if state not in list(State):
        raise OperatorError(f"{state!r} is no state; expected {', '.join(State)}")
    if analysis not in installed().analyses:
        raise OperatorError(f"no analysis {analysis!r}; `chartside plugins` lists them")
    settings = settings_of(data=data)
    with open_ledger(settings) as (database, ledger):
        receipt = Switches(database, ledger).set(settings.tenant, analysis, State(state), who=who, why=why)
    typer.echo(f"{analysis} is {state} for tenant {settings.tenant}; recorded as decision {receipt.decision}")
    return 0
