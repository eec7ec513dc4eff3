"""``chartside plugins``: what is installed, what each plugin is and reads, its own commands, its page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from chartside.registry import Broken, Plugin, Registry
from engine.cli import approve, plugin_command, plugin_page, plugin_sheet
from engine.cli.options import AsJson, Data, PluginFiles, Who, Why
from engine.cli.plugin_files import try_files
from engine.cli.serve import OperatorError
from engine.cli.standing import Standing, standing
from engine.installed import installed
from engine.json_text import json_bytes

app = typer.Typer()
Name = Annotated[str, typer.Argument(help="The plugin, or one of its analyses.")]


@app.callback(invoke_without_command=True)
def list_command(
    context: typer.Context, as_json: AsJson = False, data: Data = None, plugin: PluginFiles = None
) -> None:
    """List plugins with their analyses and commands, the broken ones with their mend; show one, run its commands, write its page."""
    try_files(plugin, show_broken=context.invoked_subcommand is not None)
    if context.invoked_subcommand is not None:
        return
    registry = installed()
    stands = standing(registry, data)
    if as_json:
        sys.stdout.buffer.write(json_bytes(_listed(registry, stands), indent=True) + b"\n")
    else:
        _list(registry, stands)
    raise typer.Exit(int(bool(registry.broken)))


@app.command("show")
def show_command(
    name: Name,
    as_json: AsJson = False,
    data: Data = None,
    checks: Annotated[
        bool, typer.Option("--checks", help="Run the contract checks too, and judge claims by them.")
    ] = False,
    plugin: PluginFiles = None,
) -> None:
    """Show one plugin: what it is for, the data it reads, cut-offs, sources, checks, quality and state."""
    try_files(plugin)
    registry = installed()
    raise typer.Exit(plugin_sheet.show(find(registry, name), standing(registry, data), as_json=as_json, checks=checks))


@app.command("run", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def run_command(context: typer.Context, name: Name, command: str, plugin: PluginFiles = None) -> None:
    """Run a command that a plugin brings; the words after it are the command's own."""
    try_files(plugin)
    raise typer.Exit(plugin_command.run(find(installed(), name), command, context.args))


@app.command("approve")
def approve_command(
    names: Annotated[list[str], typer.Argument(help="Analyses, or plugins for all of theirs.")],
    why: Why,
    who: Who,
    data: Data = None,
    plugin: PluginFiles = None,
) -> None:
    """Let analyses read what they declare, on the record; running services follow within half a second."""
    try_files(plugin)
    raise typer.Exit(approve.approve(names, who=who, why=why, data=data))


@app.command("page")
def page_command(
    names: Annotated[list[str] | None, typer.Argument(help="Plugins; left out: every one.")] = None,
    into: Annotated[Path, typer.Option(help="Folder of the pages.")] = Path("docs/plugins"),
    plugin: PluginFiles = None,
) -> None:
    """Write the page about a plugin anew, Markdown made of its inputs and its manifest."""
    try_files(plugin)
    registry = installed()
    chosen = [find(registry, name) for name in names] if names else list(registry.plugins.values())
    raise typer.Exit(plugin_page.write(chosen, into))


def find(registry: Registry, name: str) -> Plugin:
    """Return a plugin by its name or that of an analysis; a broken one is told with its mend, and ends the command with status 1.

    Raises OperatorError where there is none of that name.
    """
    plugin = registry.plugins.get(name) or registry.plugins.get(
        name.split(".", 1)[0] if name in registry.analyses else ""
    )
    if plugin is not None:
        return plugin
    for broken in registry.broken:
        if broken.plugin in (name, name.split(".", 1)[0]):
            typer.echo(f"chartside: BROKEN {broken}", err=True)
            raise typer.Exit(1)
    raise OperatorError(f"no plugin {name!r}; there are {', '.join(registry.plugins) or 'none'}")


def _listed(registry: Registry, stands: Standing) -> dict[str, Any]:
    return {
        "plugins": [
            {
                "name": p.name,
                "distribution": p.distribution,
                "version": p.version,
                "sha256": p.sha256,
                "analyses": [
                    {
                        "id": a.id,
                        "version": a.version,
                        "title": a.title,
                        "hooks": sorted(a.hooks),
                        "pace": a.pace,
                        **stands.told(a.id),
                    }
                    for a in p.analyses
                ],
                "commands": [{"name": c.name, "help": c.help} for c in p.commands],
            }
            for p in registry.plugins.values()
        ],
        "broken": [_broken(b) for b in registry.broken],
        **({"stateUnknown": stands.unknown} if stands.unknown else {}),
    }


def _broken(broken: Broken) -> dict[str, str]:
    names = ("plugin", "distribution", "version", "error", "mend")
    return {name: getattr(broken, name) for name in names}


def _list(registry: Registry, stands: Standing) -> None:
    console = Console()
    for plugin in registry.plugins.values():
        console.print(f"[bold]{plugin.name}[/bold] from {plugin.distribution} {plugin.version}", highlight=False)
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 2))
        table.add_column(no_wrap=True)
        for a in plugin.analyses:
            table.add_row(a.id, a.version, stands.of(a.id), a.pace, ", ".join(sorted(a.hooks)))
        console.print(table)
        for command in plugin.commands:
            console.print(f"  chartside plugins run {plugin.name} {command.name}: {command.help}", markup=False)
    for id, why in stands.waits.items():
        console.print(f"WAITING {id}: {why}. Approve it: chartside plugins approve {id}", style="yellow", markup=False)
    for broken in registry.broken:
        console.print(f"BROKEN {broken}", style="red", markup=False)
    if stands.unknown:
        console.print(f"On or off is not known here: {stands.unknown}.", style="dim", markup=False)
