"""Find the longest phrase of a vocabulary that begins at a word."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from plugins.notes.medication.number import Number
from plugins.notes.medication.token import Token

ANY_NUMBER = "#"
ReadNumber = Callable[[int], tuple[Number, int] | None]


class Match(NamedTuple):
    """A phrase of ``kind`` that ends before token ``end``; ``number`` is what stood at its ``#``."""

    end: int
    kind: str
    value: Any
    number: Number | None


class _Node:
    __slots__ = ("entry", "upper", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Node] = {}
        self.entry: tuple[str, Any] | None = None
        self.upper: tuple[str, Any] | None = None


class Phrases:
    """A vocabulary: the phrase that was added first keeps its meaning."""

    def __init__(self) -> None:
        self._root = _Node()

    def add(self, phrase: str, kind: str, value: Any = None, *, upper: bool = False) -> None:
        """Add a phrase whose words are parted by blanks; ``a|b`` are alternatives, ``#`` is a number."""
        for words in itertools.product(*(word.split("|") for word in phrase.split())):
            node = self._root
            for word in words:
                node = node.words.setdefault(word, _Node())
            if upper:
                node.upper = node.upper or (kind, value)
            else:
                node.entry = node.entry or (kind, value)

    def begins(self, word: str) -> bool:
        """Whether any phrase begins so."""
        return word in self._root.words

    def match(self, text: str, tokens: Sequence[Token], i: int, number: ReadNumber) -> Match | None:
        """Return the longest phrase that begins at token ``i``."""
        best: Match | None = None
        for found in self._walk(self._root, text, tokens, i, number, None):
            if best is None or found.end > best.end:
                best = found
        return best

    def _walk(
        self, node: _Node, text: str, tokens: Sequence[Token], i: int, number: ReadNumber, held: Number | None
    ) -> Iterator[Match]:
        if node.entry is not None:
            yield Match(i, *node.entry, held)
        elif node.upper is not None and text[tokens[i - 1].start : tokens[i - 1].end].isupper():
            yield Match(i, *node.upper, held)
        if i >= len(tokens):
            return
        token = tokens[i]
        after = node.words.get(token.norm)
        if after is not None:
            yield from self._walk(after, text, tokens, i + 1, number, held)
        counted = node.words.get(ANY_NUMBER)
        if counted is not None and token.norm != ANY_NUMBER:
            read = number(i)
            if read is not None:
                yield from self._walk(counted, text, tokens, read[1], number, held or read[0])
