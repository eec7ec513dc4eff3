"""``chartside outcomes``: what became of patients comes back, on the record; without it nobody can know whether a model is right here."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from engine.audit import Held, Outcomes
from engine.cli.options import AsJson, Data, Who, Why
from engine.cli.serve import OperatorError, open_ledger, settings_of
from engine.clock import utc_now
from engine.json_text import json_bytes
from engine.outcome_feed import read_feed, told

app = typer.Typer(no_args_is_help=True, help="Bring in what became of patients, and show what is on record of it.")
_MOST = 20


@app.command("import")
def import_command(
    file: Annotated[
        Path,
        typer.Argument(
            help='NDJSON, a line each: {"patient": "1", "kind": "readmission", "time": "2026-10-01T10:00:00Z", "occurred": true}, and '
            '{"kind": "readmission", "completeSince": ..., "completeUntil": ...} for a span that is told whole. \'-\' is standard input.',
            allow_dash=True,
        ),
    ],
    who: Who,
    why: Why,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Put outcomes on record: all lines or none. A wrong line is named by its number."""
    settings = settings_of(data=data)
    raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    feed = read_feed(raw.splitlines(), utc_now())
    if feed.complaints:
        raise OperatorError("nothing was imported: " + "; ".join(told(feed.complaints, _MOST)))
    if not feed.observed and not feed.covered:
        raise OperatorError(f"{file}: holds no outcome; nothing was imported")
    with open_ledger(settings) as (database, ledger):
        receipts = Outcomes(database, ledger).record(settings.tenant, feed.observed, feed.covered, who=who, why=why)
    records = [receipt.decision for receipt in receipts]
    if as_json:
        _print_json({"outcomes": len(feed.observed), "complete": len(feed.covered), "records": records})
        return
    spans = f" and {len(feed.covered)} span(s) that are told whole" if feed.covered else ""
    typer.echo(f"{len(feed.observed)} outcomes{spans} for tenant {settings.tenant}; recorded as {', '.join(records)}")
    if not feed.covered:
        typer.echo("No span is told whole: a patient of whom nothing is told counts as not known, and not as well.")


@app.command("list")
def list_command(as_json: AsJson = False, data: Data = None) -> None:
    """Count what is on record, by kind."""
    settings = settings_of(data=data)
    with open_ledger(settings) as (database, ledger):
        held = Outcomes(database, ledger).held(settings.tenant)
    if as_json:
        _print_json([_told(one) for one in held])
        return
    table = Table("kind", "patients", "occurred", "did not", "told whole", box=None, padding=(0, 2, 0, 0))
    for one in held:
        spans = ", ".join(f"{since:%Y-%m-%d} to {until:%Y-%m-%d}" for since, until in one.covered) or "no span"
        table.add_row(one.kind, str(one.patients), str(one.occurred), str(one.not_occurred), spans)
    Console().print(table if held else "No outcome is on record; `chartside outcomes import` brings them.")


def _told(one: Held) -> dict[str, Any]:
    spans = [{"since": since, "until": until} for since, until in one.covered]
    counts = {"patients": one.patients, "occurred": one.occurred, "notOccurred": one.not_occurred}
    return {"kind": one.kind, **counts, "complete": spans}


def _print_json(value: Any) -> None:
    sys.stdout.buffer.write(json_bytes(value, indent=True) + b"\n")
