"""A part of a note under one heading."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """``name`` is the heading's canonical name, as ``family-history``; empty where the text stands under none.

    ``start`` to ``end`` is the body; ``heading`` the offsets of the words that named it, equal where the caller said so.
    """

    name: str
    start: int
    end: int
    heading: tuple[int, int] = (0, 0)
