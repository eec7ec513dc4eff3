"""Find what a text names, from every source that knows names, none inside another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from plugins.notes import medication
from plugins.notes.mention import Mention
from plugins.notes.section import Section
from plugins.notes.terms.recognition import Recognizer


def named(text: str, words: Sequence[tuple[int, int]], sections: Sequence[Section]) -> tuple[Mention, ...]:
    """Return the mentions of a text in their order; ``words`` are the offsets of its words."""
    return apart((*recognizer().mentions(text, words, sections), *medication.named(text, words)))


@cache
def recognizer() -> Recognizer:
    """Return the terms that ship, opened once for a process."""
    return Recognizer.open()


def apart(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Return mentions in their order, none over another: the longest, and of two that are as long the one that came first."""
    ranked = sorted(enumerate(mentions), key=lambda one: (one[1].start - one[1].end, one[0]))
    taken: set[int] = set()
    kept = []
    for _, one in ranked:
        stretch = range(one.start, one.end)
        if not taken.intersection(stretch):
            taken.update(stretch)
            kept.append(one)
    return tuple(sorted(kept, key=lambda m: m.start))
