"""``chartside plugins`` and ``chartside switch``: what is installed, and what may speak."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import orjson
import typer
from rich.console import Console
from rich.table import Table

from engine.audit import State, Switches
from engine.cli.serve import OperatorError, open_ledger, settings_of
from engine.installed import installed


def show(*, as_json: bool) -> int:
    """List every plugin with its analyses, and every broken one with its mend; 1 when one is broken."""
    registry = installed()
    if as_json:
        body: dict[str, Any] = {
            "plugins": [
                {
                    "name": p.name,
                    "distribution": p.distribution,
                    "version": p.version,
                    "sha256": p.sha256,
                    "analyses": [
                        {"id": a.id, "version": a.version, "title": a.title, "hooks": sorted(a.hooks), "pace": a.pace}
                        for a in p.analyses
                    ],
                }
                for p in registry.plugins.values()
            ],
            "broken": [
                {
                    "plugin": b.plugin,
                    "distribution": b.distribution,
                    "version": b.version,
                    "error": b.error,
                    "mend": b.mend,
                }
                for b in registry.broken
            ],
        }
        sys.stdout.buffer.write(orjson.dumps(body, option=orjson.OPT_INDENT_2) + b"\n")
        return int(bool(registry.broken))
    console = Console()
    for plugin in registry.plugins.values():
        console.print(f"[bold]{plugin.name}[/bold] from {plugin.distribution} {plugin.version}")
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 2))
        table.add_column(no_wrap=True)
        for a in plugin.analyses:
            table.add_row(a.id, a.version, a.pace, ", ".join(sorted(a.hooks)))
        console.print(table)
    for broken in registry.broken:
        console.print(f"BROKEN {broken}", style="red", markup=False)
    return int(bool(registry.broken))


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
