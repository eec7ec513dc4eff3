"""The command line's front: one line of help a command, the work elsewhere."""

from __future__ import annotations

import sys
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from chartside.containment import interrupts_told_apart
from chartside.new import NameRefused, make_plugin, next_steps
from engine.cli import ask as asking
from engine.cli import (
    audit,
    clients,
    knowledge,
    models,
    notes,
    outcomes,
    overview,
    plugins,
    report,
    rules,
    serve,
    switch,
)
from engine.cli.options import AsJson, Data, Host, Now, OnRecordWho, OnRecordWhy, PluginFiles, Port, Who, Why
from engine.cli.plugin_files import try_files

app = typer.Typer(
    name="chartside",
    help="Advice at the side of the chart, on the record.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(audit.app, name="audit", help="Read the record back, and prove that nobody changed it.")
app.add_typer(plugins.app, name="plugins")
app.add_typer(clients.app, name="clients")
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(models.app, name="models")
app.add_typer(notes.app, name="notes")
app.add_typer(outcomes.app, name="outcomes")
app.add_typer(rules.app, name="rules")


@app.command("serve")
def serve_command(
    host: Host = "127.0.0.1", port: Port = 8000, data: Data = None, now: Now = None, plugin: PluginFiles = None
) -> None:
    """Answer CDS Hooks calls until stopped."""
    try_files(plugin)
    serve.serve(host, port, data, now)


@app.command("demo")
def demo_command(port: Port = 8000, data: Data = None, now: Now = None, plugin: PluginFiles = None) -> None:
    """Serve, ask one question about an example patient, and show where the demo page is."""
    try_files(plugin)
    serve.demo(port, data, now)


@app.command("ask")
def ask_command(
    analysis: Annotated[
        str | None,
        typer.Argument(
            help="Id of the analysis, or its end where that is one's only; left out with a patient: all of them."
        ),
    ] = None,
    patient: Annotated[
        Path | None,
        typer.Argument(
            help="A patient's Bundle, resources or NDJSON; or a folder of $export files: all in it, or --patient."
        ),
    ] = None,
    hook: Annotated[str | None, typer.Option(help="Ask what serves this hook.")] = None,
    context: Annotated[
        Path | None,
        typer.Option(help="JSON file of the hook's context (draftOrders ...), or of the drafts themselves."),
    ] = None,
    now: Annotated[
        str | None,
        typer.Option(help="The moment of the question; UTC where no offset is given.  [default: the system's clock]"),
    ] = None,
    facts: Annotated[Path | None, typer.Option(help="JSON file of plain facts by input name.")] = None,
    batch: Annotated[
        Path | None, typer.Option(help="NDJSON file of cases; one result line each, in order. '-' is standard input.")
    ] = None,
    patient_id: Annotated[
        str | None, typer.Option("--patient", help="Id of the patient in a file or folder of several, or on a server.")
    ] = None,
    server: Annotated[
        str | None,
        typer.Option(
            help="Base address of a FHIR server to read the patient from, such as http://127.0.0.1:8080/fhir."
        ),
    ] = None,
    backend: Annotated[
        Path | None,
        typer.Option(
            help="TOML file of our registration with that server's authorization server (SMART Backend Services)."
        ),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse a record that is not valid FHIR R4, naming each fault.")
    ] = False,
    as_json: AsJson = False,
    plugin: PluginFiles = None,
) -> None:
    """Ask an analysis about a patient or plain facts; nothing is recorded."""
    try_files(plugin)
    with interrupts_told_apart():
        status = asking.run(
            analysis,
            patient,
            hook,
            context,
            now,
            facts,
            batch,
            patient_id=patient_id,
            server=server,
            backend=backend,
            strict=strict,
            as_json=as_json,
        )
    raise typer.Exit(status)


@app.command("report")
def report_command(
    analysis: Annotated[str, typer.Argument(help="Id of the analysis, such as pharmacogenomics.summary.")],
    patient: Annotated[Path, typer.Argument(help="A patient's Bundle, resources or NDJSON.")],
    form: Annotated[
        str, typer.Option(help="json; html, a page to print; fhir, a Bundle after HL7 Genomics Reporting.")
    ] = "html",
    now: Annotated[str | None, typer.Option(help="The moment of the question.  [default: the system's clock]")] = None,
    plugin: PluginFiles = None,
) -> None:
    """Write one answer about a patient as a document; nothing is recorded."""
    try_files(plugin)
    with interrupts_told_apart():
        status = report.run(analysis, patient, form, now)
    raise typer.Exit(status)


@app.command("overview")
def overview_command(
    patient: Annotated[Path, typer.Argument(help="A patient's Bundle, resources or NDJSON.")],
    form: Annotated[str, typer.Option(help="html, a page to print; json.")] = "html",
    now: Annotated[str | None, typer.Option(help="The moment of the question.  [default: the system's clock]")] = None,
    plugin: PluginFiles = None,
) -> None:
    """Write every score and model about one patient on a page, each with its course over time; nothing is recorded."""
    try_files(plugin)
    with interrupts_told_apart():
        status = overview.run(patient, form, now)
    raise typer.Exit(status)


@app.command("check")
def check_command(
    target: Annotated[str, typer.Argument(help="A plugin, one of its analyses, or the path of a .py file.")],
    as_json: AsJson = False,
    every: Annotated[bool, typer.Option("--all", help="Show the checks that pass too.")] = False,
    plugin: PluginFiles = None,
) -> None:
    """Hold a plugin to the contract, check by check; exit 1 when one fails, or when card.toml claims what a check shows to be wrong."""
    from engine.cli import check  # noqa: PLC0415 - other commands start faster without the kit

    try_files(plugin)
    raise typer.Exit(check.run(target, as_json=as_json, every=every))


@app.command("new")
def new_command(
    name: Annotated[str, typer.Argument(help="The plugin's name in kebab-case, such as my-plugin.")],
    into: Annotated[Path, typer.Option(help="The folder in which to make it.")] = Path(),
) -> None:
    """Make a plugin to begin with: an analysis, its manifest and its tests. Nothing is overwritten."""
    try:
        typer.echo(next_steps(name, make_plugin(name, into)), nl=False)
    except NameRefused as error:
        raise serve.OperatorError(str(error)) from None


@app.command("doctor")
def doctor_command(data: Data = None, as_json: AsJson = False, plugin: PluginFiles = None) -> None:
    """Look at this installation and say what is well, what is not, and what to do about it; exit 1 when something failed."""
    from engine.cli import doctor  # noqa: PLC0415 - other commands start faster without it

    try_files(plugin, show_broken=False)
    raise typer.Exit(doctor.run(data, as_json=as_json))


@app.command("services")
def services_command(
    data: Data = None,
    as_json: AsJson = False,
    expressions: Annotated[
        bool, typer.Option("--expressions", help="Show the searches as clients that compute dates get them.")
    ] = False,
    plugin: PluginFiles = None,
) -> None:
    """List what discovery offers here, with the searches it asks for, and say why something is not offered."""
    from engine.cli import services  # noqa: PLC0415 - other commands start faster without the service

    try_files(plugin, show_broken=False)
    raise typer.Exit(services.show(data, as_json=as_json, expressions=expressions))


@app.command("migrate")
def migrate_command(data: Data = None) -> None:
    """Bring the database to this version's tables, and make the keys where there are none."""
    serve.migrate(data)


@app.command("switch")
def switch_command(
    analysis: Annotated[str, typer.Argument(help="Id of the analysis.")],
    state: Annotated[str, typer.Argument(help="on, off or shadow (asked and recorded, never shown).")],
    why: Why,
    who: Who,
    data: Data = None,
) -> None:
    """Switch an analysis off, on or to shadow, on the record; running services follow within half a second."""
    raise typer.Exit(switch.switch(analysis, state, who=who, why=why, data=data))


@app.command("monitor")
def monitor_command(
    analysis: Annotated[str, typer.Argument(help="Id of an analysis with a trained model.")],
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Asked on or after this day (UTC).")
    ] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Asked before this day (UTC).")] = None,
    who: OnRecordWho = None,
    why: OnRecordWhy = None,
    as_json: AsJson = False,
    data: Data = None,
    plugin: PluginFiles = None,
) -> None:
    """Say how a model does here, from the record: drift, and how right it was; exit 1 with an alarm."""
    from engine.cli import monitor  # noqa: PLC0415 - other commands start faster without it

    try_files(plugin, status=2)  # 1 is an alarm
    status = monitor.run(analysis, since=since, until=until, who=who, why=why, data=data, as_json=as_json)
    raise typer.Exit(status)


def main() -> None:
    """Run the command line; what the operator can mend ends in one sentence, not in a stack trace."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character still shows the rest
    serve.configure_logs()
    try:
        app()
    except serve.OPERATOR_ERRORS as error:
        said = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) and error.filename else str(error)
        typer.echo(f"chartside: {said}", err=True)
        sys.exit(2)
