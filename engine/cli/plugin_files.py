"""``--plugin ./file.py``: try a file as a plugin, here and in the workers that are started from here."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import typer

from engine.cli.serve import OperatorError
from engine.installed import FILES, installed


def try_files(files: Sequence[Path] | None, *, show_broken: bool = True, status: int = 1) -> None:
    """Let these files be found as plugins from now on; raises OperatorError for a path that the workers could not be told.

    A file that cannot be used is told with its mend, and ends the command with ``status``; not where the command shows broken ones itself.
    """
    if not files:
        return
    paths = [str(file.resolve()) for file in files]
    strange = next((path for path in paths if os.pathsep in path), None)
    if strange:
        raise OperatorError(f"--plugin: {strange!r} holds a {os.pathsep!r}; move the file to a path without it")
    named = [path for path in os.environ.get(FILES, "").split(os.pathsep) if path]
    os.environ[FILES] = os.pathsep.join(dict.fromkeys([*named, *paths]))
    broken = [b for b in installed().broken if b.plugin in paths] if show_broken else []
    for one in broken:
        typer.echo(f"chartside: BROKEN {one}", err=True)
    if broken:
        raise typer.Exit(status)
