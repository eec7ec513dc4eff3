"""What a card knows besides the reading of notes: words, codes and limits from a file."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from chartside import KnowledgeFile

__all__ = ["KnowledgeFile", "knowledge"]


@cache
def knowledge(name: str) -> KnowledgeFile:
    """Read the file of a card."""
    return KnowledgeFile.read(files(__package__) / "knowledge", name)
