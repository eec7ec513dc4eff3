"""``chartside models``: which trained model speaks, what was measured of it, what is tried beside it; each change goes on record."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from engine.audit import Choice, Deed, ModelChange, Models, RecordedChange
from engine.cli import model_evaluation, model_list, model_sheet
from engine.cli.model_record import model_record
from engine.cli.options import AsJson, Data, PluginFiles, Who, Why
from engine.cli.plugin_files import try_files
from engine.cli.serve import open_ledger, settings_of
from engine.installed import installed
from engine.json_text import json_bytes
from engine.models import deeds
from engine.models.installed import InstalledModel, find_model, models_of
from engine.models.past import Past

app = typer.Typer(
    no_args_is_help=True, help="Say which trained model speaks and which is tried, and show what was measured."
)
Name = Annotated[str, typer.Argument(help="Id of the analysis, or its end where that is one's only.")]
ModelName = Annotated[
    str, typer.Option("--model", help="Its input, where an analysis has several models.", metavar="INPUT")
]
Which = Annotated[
    str, typer.Argument(metavar="VERSION|HASH", help="The artefact: a version, or eight digits of a hash or more.")
]
WhichOrActive = Annotated[
    str,
    typer.Argument(metavar="[VERSION|HASH]", help="The artefact; left out: the one that speaks.", show_default=False),
]


@app.callback()
def try_command(plugin: PluginFiles = None) -> None:
    """Say which trained model speaks and which is tried, and show what was measured."""
    try_files(plugin)


@app.command("list")
def list_command(as_json: AsJson = False, data: Data = None) -> None:
    """List every model: which artefact speaks and since when, which is tried, which others there are, and who meets the limits."""
    registry = installed()
    _end(model_list.write(list(models_of(registry)), model_record(data), registry.broken, as_json=as_json))


@app.command("show")
def show_command(
    analysis: Name, which: WhichOrActive = "", model: ModelName = "", as_json: AsJson = False, data: Data = None
) -> None:
    """Show one artefact: what it predicts, its data, each measure and its limit, subgroups, source attributes, and its history."""
    registry = installed()
    one = find_model(registry, analysis, model)
    plugin = registry.plugins[one.analysis.plugin]
    _end(model_sheet.write(plugin, one, model_record(data), which, as_json=as_json))


@app.command("shadow")
def shadow_command(
    analysis: Name, which: Which, why: Why, who: Who, model: ModelName = "", as_json: AsJson = False, data: Data = None
) -> None:
    """Ask an artefact beside the one that speaks: recorded, never shown. Running services follow within half a second."""
    _change(find_model(installed(), analysis, model), lambda past: deeds.shadow(past, which), who, why, data, as_json)


@app.command("activate")
def activate_command(
    analysis: Name, which: Which, why: Why, who: Who, model: ModelName = "", as_json: AsJson = False, data: Data = None
) -> None:
    """Let an artefact speak that meets every limit and was in shadow here. Running services follow within half a second."""
    _change(find_model(installed(), analysis, model), lambda past: deeds.activate(past, which), who, why, data, as_json)


@app.command("rollback")
def rollback_command(
    analysis: Name,
    why: Why,
    who: Who,
    which: Annotated[
        str,
        typer.Argument(
            metavar="[VERSION|HASH]",
            help="The artefact; left out: the one that spoke before the one that speaks.",
            show_default=False,
        ),
    ] = "",
    model: ModelName = "",
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Go back to an artefact that spoke here before. Running services follow within half a second."""
    one = find_model(installed(), analysis, model)
    _change(one, lambda past: deeds.roll_back(past, which), who, why, data, as_json)


@app.command("unshadow")
def unshadow_command(
    analysis: Name, why: Why, who: Who, model: ModelName = "", as_json: AsJson = False, data: Data = None
) -> None:
    """Ask the artefact in shadow no more."""
    _change(find_model(installed(), analysis, model), deeds.unshadow, who, why, data, as_json)


@app.command("evaluate")
def evaluate_command(
    analysis: Name,
    on: Annotated[Path, typer.Option("--on", help="The data from which the locked test set is cut.")],
    which: WhichOrActive = "",
    model: ModelName = "",
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Measure an artefact anew: 0 where it is as stored and meets every limit, 1 where not, 2 where it cannot be done."""
    one = find_model(installed(), analysis, model)
    _end(model_evaluation.write(one, model_record(data).past(one), which, on, as_json=as_json))


def _change(
    one: InstalledModel, deed: Callable[[Past], ModelChange], who: str, why: str, data: Path | None, as_json: bool
) -> None:
    settings = settings_of(data=data)

    def decide(holds: Choice, past: Sequence[RecordedChange]) -> ModelChange:
        return deed(Past(one.label, one.model, holds, past))

    with open_ledger(settings) as (database, ledger):
        models = Models(database, ledger)
        made = models.change(settings.tenant, one.analysis.id, one.name, decide, who=who, why=why)
    if as_json:
        body = made.as_json() | {"tenant": settings.tenant}
        sys.stdout.buffer.write(json_bytes(body, indent=True) + b"\n")
        return
    typer.echo(f"{one.label}: {_sentence(made.change)}")
    typer.echo(f"for tenant {settings.tenant}; recorded as decision {made.record}")


def _sentence(change: ModelChange) -> str:
    before, after, active = (one.short if one else "" for one in (change.before, change.after, change.active))
    match change.deed:
        case Deed.SHADOW:
            instead = f", and no more {before}" if before else ""
            return f"{after} is asked beside {active or 'what the plugin ships first'}{instead}, and shows nothing"
        case Deed.UNSHADOW:
            return f"{before} is asked no more"
        case Deed.ROLLBACK:
            return f"back to {after}, from {before}"
    return f"{after} speaks, and no more {before}"


def _end(status: int) -> None:
    raise typer.Exit(status)
