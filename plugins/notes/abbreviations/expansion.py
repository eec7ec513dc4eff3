"""Says what the known abbreviations in a text mean, where that can be told."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from plugins.notes.abbreviations.forms import Forms
from plugins.notes.abbreviations.lexicon import Sense, lexicon
from plugins.notes.mention import Mention
from plugins.notes.section import Section
from plugins.notes.terms.dictionary import Dictionary

_NEAR: Final = 10
"""Words on each side among which one may decide."""
_CHARACTERS: Final = 30


class Expander:
    """Finds the abbreviations of the table; the code of a meaning is that of its term in the dictionary."""

    def __init__(self, dictionary: Dictionary, known: Mapping[str, tuple[Sense, ...]] | None = None) -> None:
        self._dictionary = dictionary
        self._known = lexicon() if known is None else known
        self._forms = Forms(self._known)

    def expanded(self, text: str, words: Sequence[tuple[int, int]], sections: Sequence[Section] = ()) -> list[Mention]:
        """Return a mention for each abbreviation that can be told; without a code where its meanings differ but are of one type."""
        found = []
        done = 0
        ordered = sorted(sections, key=lambda section: section.start)
        begins = [section.start for section in ordered]
        for number, (start, _) in enumerate(words):
            if start < done:
                continue
            short, end = self._forms.at(text, start)
            if not short:
                continue
            mention = self._mention(
                short, text, (start, end), _around(text, words, number), _section(start, ordered, begins)
            )
            if mention:
                found.append(mention)
                done = end
        return found

    def _mention(
        self, short: str, text: str, place: tuple[int, int], around: frozenset[str], section: str
    ) -> Mention | None:
        senses = self._known[short]
        spoken = [s for s in senses if s.near & around or (section and section in s.sections)]
        chosen = spoken if len(spoken) == 1 else [s for s in senses if s.usual and len(spoken) == 0]
        if len(chosen) == 1:
            one = chosen[0]
            entry = self._dictionary.term(one.means)
            coded = entry is not None and entry.type == one.type
            if entry is not None and coded:
                return Mention(*place, one.type, entry.system, entry.code, one.means)
            return Mention(*place, one.type, name=one.means)
        if short.isupper() and _shouted(text, *place):
            return None
        types = {s.type for s in (spoken or senses)}
        if len(types) == 1 and len(senses) > 1:
            return Mention(*place, types.pop(), name=" or ".join(s.means for s in (spoken or senses)))
        return None


def _around(text: str, words: Sequence[tuple[int, int]], number: int) -> frozenset[str]:
    near = (*words[max(0, number - _NEAR) : number], *words[number + 1 : number + 1 + _NEAR])
    written = [text[start:end] for start, end in near]
    return frozenset((*written, *map(str.lower, written)))


def _section(start: int, ordered: Sequence[Section], begins: Sequence[int]) -> str:
    """Return the name of the section that began last before this place, where it still goes on."""
    at = bisect_right(begins, start) - 1
    return ordered[at].name if at >= 0 and start < ordered[at].end else ""


def _shouted(text: str, start: int, end: int) -> bool:
    """Tell whether everything around is in capitals, so that a word cannot be told from an abbreviation."""
    return (text[max(0, start - _CHARACTERS) : start] + text[end : end + _CHARACTERS]).isupper()


@lru_cache(maxsize=1)
def _shipped() -> Expander:
    return Expander(Dictionary.open())


def expanded(text: str, words: Sequence[tuple[int, int]], sections: Sequence[Section] = ()) -> list[Mention]:
    """Return a mention for each known abbreviation that can be told, with the codes of the dictionary that ships."""
    return _shipped().expanded(text, words, sections)
