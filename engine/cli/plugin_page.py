"""``chartside plugins page``: write the pages about plugins."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from chartside.manifest import ManifestError, read_manifest
from chartside.manifest.page import page
from chartside.manifest.sheet import sheet
from chartside.registry import Plugin


def write(plugins: Sequence[Plugin], into: Path) -> int:
    """Write a page for each plugin; 1 where a manifest keeps one from being written, which is said."""
    status = 0
    for plugin in plugins:
        try:
            text = page(sheet(plugin, read_manifest(plugin)))
        except ManifestError as error:
            typer.echo(f"chartside: no page for {plugin.name!r}:\n{error}", err=True)
            status = 1
            continue
        into.mkdir(parents=True, exist_ok=True)
        file = into / f"{plugin.name}.md"
        file.write_text(text, "utf-8")
        typer.echo(file)
    return status
