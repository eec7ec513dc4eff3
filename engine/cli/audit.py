"""``chartside audit``: the record read back and verified."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from engine.audit import Keyring, Kind, NotRecordedError, Readings, Receipt, Recorded, Summary, feedback_lines
from engine.cli import feedback
from engine.cli.serve import OperatorError, open_ledger, settings_of
from engine.cli.show import printable
from engine.json_text import json_bytes

app = typer.Typer(no_args_is_help=True)
Data = Annotated[
    Path | None, typer.Option(help="Folder of keys and, when embedded, of the database.  [default: .chartside]")
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Who = Annotated[str, typer.Option(help="Who reads; it is recorded.  [default: the account of this machine]")]
Why = Annotated[str, typer.Option(help="Why; it is recorded, and must not name a patient.")]


@app.command("list")
def list_command(
    data: Data = None,
    limit: Annotated[int, typer.Option(help="At most so many, newest first.")] = 20,
    readings: Annotated[bool, typer.Option("--readings", help="List who read the record, and what.")] = False,
    who: Who = "",
    why: Why = "",
    as_json: AsJson = False,
) -> None:
    """List decisions, newest first; nothing in the list identifies a patient. Who reads is recorded."""
    settings = settings_of(data=data)
    with open_ledger(settings) as (database, ledger):
        Readings(database, ledger).note(settings.tenant, "list", who=who or _account(), why=why)
        if readings:
            found = ledger.decisions(settings.tenant, kind=Kind.READING, limit=limit)
            said = [ledger.read(settings.tenant, s.id).envelope["statement"] for s in found]
        else:
            found = ledger.decisions(settings.tenant, readings=False, limit=limit)
    if readings:
        _readings(found, said, as_json=as_json)
        return
    if as_json:
        _write([_summary(s) for s in found])
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("decision", "at (UTC)"):
        table.add_column(heading, no_wrap=True)
    for heading in ("what", "outcomes"):
        table.add_column(heading, overflow="fold")
    for s in found:
        at = s.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M")
        table.add_row(s.id, at, escape(s.service or s.kind), _counted(s))
    Console().print(table)


@app.command("show")
def show_command(decision: str, data: Data = None, who: Who = "", why: Why = "", as_json: AsJson = False) -> None:
    """Show one decision: who asked, what was seen and missing, each outcome, the answer as sent.

    Shows patient data, so who reads it is recorded first.
    """
    settings = settings_of(data=data)
    with open_ledger(settings) as (database, ledger):
        Readings(database, ledger).note(settings.tenant, "show", who=who or _account(), why=why, decisions=[decision])
        try:
            recorded = ledger.read(settings.tenant, decision)
        except NotRecordedError:
            raise OperatorError(
                f"no decision {decision!r} in this record; `chartside audit list` shows the newest"
            ) from None
    if as_json:
        _write({**recorded.payload, "envelope": recorded.envelope, "receipt": recorded.receipt.as_json()})
    else:
        _story(Console(), decision, recorded)


@app.command("feedback")
def feedback_command(
    data: Data = None,
    since: Annotated[datetime | None, typer.Option(help="Received at or after this moment (UTC).")] = None,
    until: Annotated[datetime | None, typer.Option(help="Received before this moment (UTC).")] = None,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Answer in CSV, for a spreadsheet.")] = False,
    who: Who = "",
    why: Why = "",
) -> None:
    """Say what clinicians did with each card: accepted or overridden, why, who, when and where; the newest word on a card stands.

    Names users and may show patient data, so who reads it is recorded first.
    """
    settings = settings_of(data=data)
    span = {name: when.replace(tzinfo=UTC) for name, when in (("since", since), ("until", until)) if when is not None}
    with open_ledger(settings) as (database, ledger):
        Readings(database, ledger).note(settings.tenant, "feedback", who=who or _account(), why=why)
        lines = feedback_lines(ledger, settings.tenant, **span)
    feedback.write(lines, "csv" if as_csv else "json" if as_json else "table")


@app.command("verify")
def verify_command(
    data: Data = None, receipt: Annotated[Path | None, typer.Option(help="A receipt that a caller kept (JSON).")] = None
) -> None:
    """Verify every record, or hold a caller's receipt against the record; exit 1 when anything was changed."""
    settings = settings_of(data=data)
    with open_ledger(settings) as (_, ledger):
        if receipt is not None:
            try:
                kept = Receipt.from_json(orjson.loads(receipt.read_bytes()))
            except (orjson.JSONDecodeError, KeyError, TypeError) as error:
                raise OperatorError(
                    f"{receipt}: no receipt ({type(error).__name__}); expected decision, leaf, keyId, signature"
                ) from None
            standing = ledger.verify_receipt(settings.tenant, kept)
            typer.echo(f"receipt of decision {kept.decision}: {standing}")
            raise typer.Exit(0 if standing == "intact" else 1)
        report = ledger.verify()
    for problem in report.problems:
        typer.echo(f"decision {problem.decision} of tenant {problem.tenant}: {problem.what}", err=True)
    typer.echo(
        f"{report.decisions} records, {report.cards} cards and {report.feedback} feedbacks verified; "
        f"{len(report.problems)} problems"
    )
    raise typer.Exit(1 if report.problems else 0)


@app.command("keys")
def keys_command(data: Data = None, as_json: AsJson = False) -> None:
    """Print the public signing keys in PEM by key id: with one, anybody verifies a receipt, its Ed25519 signature over the leaf."""
    public = Keyring(settings_of(data=data).data / "keys").public_keys()
    if as_json:
        _write(public)
        return
    for key_id, pem in public.items():
        typer.echo(f"keyId {key_id}\n{pem}", nl=False)


def _account() -> str:
    try:
        return getuser()
    except (KeyError, OSError):  # no name for this number, as in many containers
        return f"uid {os.getuid()}"


def _readings(found: list[Summary], said: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        _write([{"id": s.id, "at": s.at.isoformat(), **words} for s, words in zip(found, said, strict=True)])
        return
    table = Table("at (UTC)", "who", "read", "opened", "why", box=None, padding=(0, 2, 0, 0))
    for s, words in zip(found, said, strict=True):
        at = s.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M")
        table.add_row(*map(escape, (at, words["who"], words["read"], ", ".join(words["decisions"]), words["why"])))
    Console().print(table)


def _counted(s: Summary) -> str:
    outcomes = {"failed": s.failed, "cannot tell": s.cannot_tell, "answered": s.answered, "n/a": s.not_applicable}
    return ", ".join(f"{count} {outcome}" for outcome, count in outcomes.items() if count)


def _summary(s: Summary) -> dict[str, Any]:
    names = (
        "id",
        "kind",
        "hook",
        "service",
        "client",
        "worst",
        "answered",
        "not_applicable",
        "cannot_tell",
        "failed",
        "latency_ms",
    )
    return {"at": s.at.isoformat(), **{n: getattr(s, n) for n in names}}


def _story(out: Console, decision: str, recorded: Recorded) -> None:
    payload, patient = printable(recorded.payload), printable(recorded.patient)
    if "call" not in payload:
        out.print_json(data={**payload, "envelope": recorded.envelope}, default=str)
        return
    call, caller = payload["call"], payload["caller"]
    out.print(f"[bold]Decision {decision}[/bold]")
    user, prefetch = caller.get("user") or "unknown user", ", ".join(f"{k}: {v}" for k, v in call["prefetch"].items())
    out.print(escape(f"asked by  {user} through {caller['client']}, {call['service']} ({call['hook']})"))
    out.print(escape(f"about     {patient} at {payload['clock']}"))
    out.print(escape(f"seen      {len(payload['seen'])} resources; prefetch {prefetch or 'none'}"))
    for drop in payload["dropped"]:
        out.print(escape(f"dropped   {drop['count']} {drop['kind']}: {drop['reason']}"))
    for note in payload["notes"]:
        out.print(f"note      {escape(note)}")
    table = Table("analysis", "version", "outcome", "reason", "missing", "ms", box=None)
    lines = [(run["analysis"], run) for run in payload["runs"]]
    lines += [(f"{run['analysis']} (candidate in shadow)", run) for run in payload.get("shadow", ())]
    for name, run in lines:
        missing = ", ".join(f"{m['name']} ({m['reason']})" for m in run["explanation"].get("missing", ()))
        words = name, run["version"], run["outcome"], run["reason"], missing, str(run["latencyMs"])
        table.add_row(*map(escape, words))
    out.print(table)
    for said in payload["broken"]:
        out.print(f"[red]broken[/red]    {escape(said)}")
    out.print("[bold]The answer as sent[/bold] (without its receipts)")
    out.print_json(data=payload["response"])
    out.print(f"receipt   leaf {recorded.receipt.leaf}, key {recorded.receipt.key_id}")
    for said in recorded.feedback:
        out.print(escape(f"feedback  card {said.card}: {said.outcome} at {said.at.isoformat()}"))


def _write(body: Any) -> None:
    sys.stdout.buffer.write(json_bytes(body, indent=True) + b"\n")
