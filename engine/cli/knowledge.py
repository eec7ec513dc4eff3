"""``chartside knowledge``: what the analyses rest on, and how a plugin takes newer knowledge into use without a change of code."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from chartside.inputs import Injected
from chartside.registry import Plugin
from engine.cli import plugin_command
from engine.cli.options import AsJson
from engine.cli.serve import OperatorError
from engine.installed import installed
from engine.json_text import json_bytes

app = typer.Typer(no_args_is_help=True, help="Show what the analyses rest on; take newer knowledge into use.")
_PASSED_ON = {"ignore_unknown_options": True, "allow_extra_args": True}
Name = Annotated[str, typer.Argument(help="The plugin whose knowledge it is.")]
Words = Annotated[
    list[str] | None, typer.Argument(help="What the plugin's own command takes; see --help after its name.")
]


@app.command("show", context_settings=_PASSED_ON)
def show_command(
    plugin: Annotated[str, typer.Argument(help="A plugin, for what it says itself; left out: all in a table.")] = "",
    words: Words = None,
    as_json: AsJson = False,
) -> None:
    """List the knowledge of every analysis with version and hash, or let one plugin say what it has in use."""
    if plugin:
        raise typer.Exit(_run(plugin, "show", words or []))
    lines = _listed()
    if as_json:
        sys.stdout.buffer.write(json_bytes(lines, indent=True) + b"\n")
        return
    table = Table("knowledge", "version", "sha256", "of", box=None, padding=(0, 2, 0, 0))
    for line in lines:
        table.add_row(*map(escape, (line["name"], line["version"], line["sha256"][:12], ", ".join(line["analyses"]))))
    Console().print(table)


@app.command("diff", context_settings=_PASSED_ON)
def diff_command(plugin: Name, words: Words = None) -> None:
    """Say what newer knowledge would change, and change nothing; status 1 where it would change something."""
    raise typer.Exit(_run(plugin, "diff", words or []))


@app.command("import", context_settings=_PASSED_ON)
def import_command(plugin: Name, words: Words = None) -> None:
    """Take newer knowledge into use, and say what it changes."""
    raise typer.Exit(_run(plugin, "import", words or []))


def _run(name: str, what: str, words: list[str]) -> int:
    plugin = _plugin(name)
    command = f"knowledge-{what}"
    if not any(one.name == command for one in plugin.commands):
        raise OperatorError(f"plugin {name!r} ships its knowledge with its code and offers no {what}")
    return plugin_command.run(plugin, command, words)


def _plugin(name: str) -> Plugin:
    plugins = installed().plugins
    if name not in plugins:
        raise OperatorError(f"no plugin {name!r}; there are {', '.join(sorted(plugins))}")
    return plugins[name]


def _listed() -> list[dict[str, Any]]:
    found: dict[tuple[str, str, str], list[str]] = {}
    for id, analysis in sorted(installed().analyses.items()):
        for declared in analysis.inputs.values():
            one = declared.request
            if isinstance(one, Injected):
                found.setdefault((f"{analysis.plugin}/{one.name}", one.version, one.sha256), []).append(id)
    return [
        {"name": name, "version": version, "sha256": sha256, "analyses": analyses}
        for (name, version, sha256), analyses in sorted(found.items())
    ]
