"""``chartside notes``: what a note says, by the plugin that reads notes."""

from __future__ import annotations

from typing import Annotated

import typer

from engine.cli import plugin_command
from engine.cli.serve import OperatorError
from engine.installed import installed

PLUGIN = "notes"
app = typer.Typer(no_args_is_help=True, help="Say what a clinical note says.")


@app.callback()
def notes() -> None:
    """Say what a clinical note says."""


@app.command("read", context_settings={"ignore_unknown_options": True, "allow_extra_args": True}, add_help_option=False)
def read_command(
    words: Annotated[list[str] | None, typer.Argument(help="What the reader takes; --help says it.")] = None,
) -> None:
    """Read a note (FILE [--json|--html]) or a file of them (--batch FILE.ndjson), and say what they claim."""
    plugin = installed().plugins.get(PLUGIN)
    if plugin is None:
        raise OperatorError(f"no plugin {PLUGIN!r} is installed; without it no note is read")
    raise typer.Exit(plugin_command.run(plugin, "read", words or []))
