"""The options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from engine.cli.serve import OperatorError


def _said(option: typer.CallbackParam, text: str) -> str:
    """Refuse nothing but blanks: what goes on record says something."""
    if not text.strip():
        raise OperatorError(f"--{option.name}: it goes on record, so it cannot be empty")
    return text


def _said_if_any(option: typer.CallbackParam, text: str | None) -> str | None:
    """Refuse blanks, as of what must be given."""
    return None if text is None else _said(option, text)


Who = Annotated[str, typer.Option(help="Who decides; it goes on record.", callback=_said)]
Why = Annotated[str, typer.Option(help="The reason; it goes on record.", callback=_said)]
OnRecordWho = Annotated[
    str | None, typer.Option("--who", help="Who looks; with --why, the result is put on record.", callback=_said_if_any)
]
OnRecordWhy = Annotated[
    str | None, typer.Option("--why", help="Why; with --who, the result is put on record.", callback=_said_if_any)
]
Host = Annotated[str, typer.Option(help="Address to listen on; an embedded service listens on loopback only.")]
Port = Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)]
Data = Annotated[
    Path | None, typer.Option(help="Folder of keys and, when embedded, of the database.  [default: .chartside]")
]
Now = Annotated[
    str | None,
    typer.Option(help="A fixed clock, such as 2026-11-20T09:00:00Z; UTC where no offset is given (embedded only)."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
PluginFiles = Annotated[
    list[Path] | None,
    typer.Option("--plugin", help="A Python file to try as a plugin, before it is packaged; may be repeated."),
]
