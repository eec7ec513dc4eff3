"""Put mentions and cues together, a sentence at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plugins.notes.assertion.claims import Claims
from plugins.notes.assertion.cues import Cues
from plugins.notes.assertion.lexer import lexed
from plugins.notes.entity import Entity
from plugins.notes.mention import Mention
from plugins.notes.phrases import denied
from plugins.notes.section import Section

Sentence = tuple[int, int, Section]


def asserted(text: str, sentences: Sequence[Sentence], mentions: Sequence[Mention], cues: Cues) -> tuple[Entity, ...]:
    """Return every mention outside of headings with what is claimed of it, and what a denial names besides."""
    return tuple(_asserted(text, sentences, mentions, cues))


def _asserted(text: str, sentences: Sequence[Sentence], mentions: Sequence[Mention], cues: Cues) -> Iterator[Entity]:
    ticked = {section for start, end, section in sentences if _ticked(text[start:end])} if _ticked(text) else set()
    at = 0
    for start, end, section in sentences:
        inside = []
        while at < len(mentions) and mentions[at].start < end:
            if mentions[at].start >= start:  # else in a heading, which says where and not what
                inside.append(mentions[at])
            at += 1
        words = lexed(text, start, end)
        claims = Claims(words, cues, section, ticked=section in ticked)
        for one in sorted((*inside, *denied(words, claims.hits, inside)), key=lambda m: m.start):
            yield Entity(one, claims.of(one.start, one.end, reaction=one.type == "disease"), section.name)


def _ticked(sentence: str) -> bool:
    return any(mark in sentence for mark in ("[x]", "[X]", "[ x ]", "☑", "☒", "✓", "✔", "(x)", "(X)", "_x_", "_X_"))
