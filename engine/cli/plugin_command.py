"""``chartside plugins run``: a command that a plugin brings, contained like an analysis."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from chartside.containment import is_ours
from chartside.registry import Plugin
from engine.cli.serve import OperatorError


def run(plugin: Plugin, name: str, words: Sequence[str]) -> int:
    """Run the command and return its status; one that raises is told by class, plugin and command, and the status is 1.

    Raises OperatorError where the plugin has no command of that name.
    """
    command = next((c for c in plugin.commands if c.name == name), None)
    if command is None:
        there = ", ".join(c.name for c in plugin.commands) or "none"
        raise OperatorError(f"plugin {plugin.name!r} has no command {name!r}; there are {there}")
    try:
        status = command.run(list(words))
    except SystemExit as left:
        status = left.code if isinstance(left.code, int) else int(left.code is not None)
    except BaseException as error:
        if is_ours(error):
            raise
        # A stranger's code: its message may hold patient data, its class does not.
        said = f"command {name!r} of plugin {plugin.name!r} failed ({type(error).__name__})"
        typer.echo(f"chartside: {said}; tell whoever makes {plugin.distribution} {plugin.version}", err=True)
        return 1
    if isinstance(status, bool) or not isinstance(status, int):
        said = f"command {name!r} of plugin {plugin.name!r} returned {type(status).__name__}"
        typer.echo(f"chartside: {said}; a command returns its exit status, 0 when all is well", err=True)
        return 1
    return status
