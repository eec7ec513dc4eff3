"""``chartside notes read``: a text in, what it says out, as a table, as JSON or as a page."""

from __future__ import annotations

from plugins.notes.command.read import commands

__all__ = ["commands"]
