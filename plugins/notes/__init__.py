"""What clinical notes say, with the words that say it: found, read and asserted by rules that anybody can check."""

from __future__ import annotations

from collections.abc import Iterable

from chartside import Analysis, Command, hookimpl
from plugins.notes import reading
from plugins.notes.analyses import ANALYSES
from plugins.notes.command import commands

__all__ = ["ANALYSES", "chartside_analyses", "chartside_commands", "chartside_warm"]


@hookimpl
def chartside_analyses() -> Iterable[Analysis]:
    """Register the cards over notes."""
    return ANALYSES


@hookimpl
def chartside_commands() -> Iterable[Command]:
    """Return the command that reads a note."""
    return commands()


@hookimpl
def chartside_warm() -> None:
    """Load spaCy and the dictionary, so that workers share them."""
    reading.read("Warm.")
