"""Finds what a text names: terms of the dictionary, abbreviations that are known, and those that the text itself explains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Self

from plugins.notes.abbreviations.definition import Definition, definitions
from plugins.notes.abbreviations.expansion import Expander
from plugins.notes.abbreviations.forms import Forms
from plugins.notes.mention import Mention
from plugins.notes.section import Section
from plugins.notes.terms.dictionary import SHIPPED, Dictionary
from plugins.notes.terms.extent import extended


class Recognizer:
    """Everything that finds mentions, opened once; it keeps nothing of a text."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary
        self._expander = Expander(dictionary)

    @classmethod
    def open(cls, path: Path = SHIPPED) -> Self:
        """Open the dictionary that ships, or another; raises DictionaryError where it is none."""
        return cls(Dictionary.open(path))

    def mentions(self, text: str, words: Sequence[tuple[int, int]], sections: Sequence[Section] = ()) -> list[Mention]:
        """Return what is named, in order and without overlaps; ``words`` are offsets of the text's tokens."""
        explained = definitions(text)
        known = self._expander.expanded(text, words, sections)
        terms = extended(text, self._dictionary.mentions(text, words))
        found = chosen((*known, *terms))
        if not explained:
            return found
        return chosen((*_short_forms(text, words, explained, found), *_unless_explained(text, explained, found)))


def chosen(mentions: Iterable[Mention]) -> list[Mention]:
    """Return mentions without overlaps: the longer one of two, and of two equally long ones the one that was named first."""
    taken: list[Mention] = []
    ranked = sorted(enumerate(mentions), key=lambda pair: (pair[1].start - pair[1].end, pair[0]))
    occupied: set[int] = set()
    for _, one in ranked:
        places = range(one.start, one.end)
        if occupied.isdisjoint(places):
            occupied.update(places)
            taken.append(one)
    return sorted(taken, key=lambda m: m.start)


def _short_forms(
    text: str, words: Sequence[tuple[int, int]], explained: Sequence[Definition], found: Sequence[Mention]
) -> Iterator[Mention]:
    """Give every use of a short form what its long form is, where that is known."""
    by_end = {m.end: m for m in found}
    known = {text[slice(*one.short)]: by_end[one.long[1]] for one in explained if one.long[1] in by_end}
    forms = Forms(known)
    for start, _ in words if known else ():
        short, end = forms.at(text, start)
        if short:
            long = known[short]
            yield Mention(start, end, long.type, long.system, long.code, long.name)


def _unless_explained(text: str, explained: Sequence[Definition], found: Sequence[Mention]) -> Iterator[Mention]:
    """Leave out a short form that means something else in this text than elsewhere, and that nobody could name."""
    by_end = {m.end for m in found}
    other = {text[slice(*d.short)] for d in explained if d.long[1] not in by_end}
    for mention in found:
        written = text[mention.start : mention.end]
        if written not in other and written.removesuffix("s") not in other:
            yield mention
