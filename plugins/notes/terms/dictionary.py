"""The dictionary of terms: one file, mapped and not loaded, in which the longest term at each word of a text is found."""

from __future__ import annotations

import mmap
import sys
from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple, Self

from plugins.notes.mention import Mention
from plugins.notes.terms.atoms import APOSTROPHES, UNSAID, atoms
from plugins.notes.terms.layout import (
    CAPITALS,
    ENTRY,
    HEADER,
    KIND,
    MAGIC,
    NUMBER,
    SYSTEMS,
    TYPES,
    WORDLIKE,
    hashed,
)

SHIPPED: Final = Path(__file__).resolve().parents[1] / "knowledge" / "terms.bin"
_REMEMBERED = 50_000
"""Distinct words and entries that are kept taken apart; a text with more of them begins anew."""
_BARRIER: Final = -1
_AROUND = 30
"""Characters on both sides that say whether everything there is in capitals."""

Found = tuple[int, int, int]
"""Start, end and the number of the entry."""


class DictionaryError(ValueError):
    """A file that is no dictionary of this version; the message names the file."""


class Entry(NamedTuple):
    """What a term means: the kind with its flags, and the code with its system and name where there is one."""

    flags: int
    system: str
    source: int
    code: str
    name: str

    @property
    def type(self) -> str:
        """Say disease, chemical, procedure, test or finding."""
        return TYPES[self.flags & KIND]


class Dictionary:
    """Terms by their atoms. Opening it reads the header only; it may be shared by threads that do not close it."""

    def __init__(self, data: memoryview, path: Path) -> None:
        self._data = data
        try:
            magic, *counts = HEADER.unpack_from(data)
        except Exception as error:
            raise DictionaryError(f"{path} is no dictionary of terms: too short; build it anew") from error
        vocabulary, self._first, nodes, entries, self._spelling_bytes, strings, _ = counts
        offset = HEADER.size
        sizes = [vocabulary * NUMBER] * 3 + [
            (nodes + 1) * NUMBER,
            (nodes - 1) * NUMBER,
            nodes * NUMBER,
            entries * ENTRY.size,
        ]
        sizes += [self._spelling_bytes, strings]
        if magic != MAGIC or offset + sum(sizes) != len(data) or sys.byteorder != "little":
            raise DictionaryError(f"{path} is no dictionary of terms of this version, or is cut off; build it anew")
        parts = []
        for size in sizes:
            parts.append(data[offset : offset + size])
            offset += size
        self._hashes, self._hashed, self._spelled, self._edges, self._by, self._values = (
            p.cast("I") for p in parts[:6]
        )
        self._entries, self._spellings, self._strings = parts[6:]
        self._words: dict[str, tuple[tuple[int, int, int], ...]] = {}
        self._known: dict[int, Entry] = {}

    @classmethod
    def open(cls, path: Path = SHIPPED) -> Self:
        """Map the file; raises DictionaryError where it is not a dictionary of this version, OSError where it cannot be read."""
        with path.open("rb") as file:
            if not path.stat().st_size:
                raise DictionaryError(f"{path} is no dictionary of terms: it is empty; build it anew")
            return cls(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)), path)

    def mentions(self, text: str, words: Sequence[tuple[int, int]]) -> list[Mention]:
        """Return the longest terms from left to right, none in another; ``words`` are offsets of the text's tokens, in order."""
        found = []
        for start, end, number in self.found(text, words):
            entry = self.entry(number)
            if not entry.flags & CAPITALS or _stands_out(text, start, end, wordlike=bool(entry.flags & WORDLIKE)):
                found.append(Mention(start, end, entry.type, entry.system, entry.code, entry.name))
        return found

    def term(self, words: str) -> Entry | None:
        """Return what these words mean when they are a term as a whole."""
        node = 0
        for _, _, spelling in atoms(words):
            node = self._step(node, self._number(spelling))
            if not node:
                return None
        value = self._values[node]
        return self.entry(value - 1) if value else None

    def found(self, text: str, words: Sequence[tuple[int, int]]) -> list[Found]:
        """Return the longest terms with the numbers of their entries, whether acronyms are written in capitals or not."""
        numbers, starts, ends = self._numbered(text, words)
        first, values, edges, by = self._first, self._values, self._edges, self._by
        result: list[Found] = []
        count, i = len(numbers), 0
        while i < count:
            number = numbers[i]
            if not 0 <= number < first:
                i += 1
                continue
            node, best, last, j = number + 1, 0, i, i
            while True:
                value = values[node]
                if value and _ends_a_word(text, ends[j]):
                    best, last = value, j
                j += 1
                if j == count:
                    break
                number = numbers[j]
                low, high = edges[node], edges[node + 1]
                if number < 0 or low == high:
                    break
                edge = bisect_left(by, number, low, high)
                if edge == high or by[edge] != number:
                    break
                node = edge + 1
            if best and _begins_a_word(text, starts[i]):
                result.append((starts[i], ends[last], best - 1))
                i = last + 1
            else:
                i += 1
        return result

    def entry(self, number: int) -> Entry:
        """Return the entry of this number."""
        known = self._known.get(number)
        if known is None:
            flags, system, source, _, code, name = ENTRY.unpack_from(self._entries, number * ENTRY.size)
            codes, names = _string(self._strings, code), _string(self._strings, name)
            # Terms that nobody coded share an entry of their kind, with the name of whichever came first: it is not theirs.
            known = Entry(flags, SYSTEMS[system], source, codes, names if codes else "")
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[number] = known
        return known

    def _numbered(self, text: str, words: Sequence[tuple[int, int]]) -> tuple[list[int], list[int], list[int]]:
        """Return the atoms of the text as numbers, starts and ends; what no term holds is a barrier."""
        numbers: list[int] = []
        starts: list[int] = []
        ends: list[int] = []
        remembered = self._words
        for start, end in words:
            word = text[start:end]
            parts = remembered.get(word)
            if parts is None:
                parts = self._remember(word)
            for begins, stops, number in parts:
                if end - start == 1 and _unsaid(text, word, start, end):
                    continue
                numbers.append(number)
                starts.append(start + begins)
                ends.append(start + stops)
        return numbers, starts, ends

    def _remember(self, word: str) -> tuple[tuple[int, int, int], ...]:
        if word.isspace():
            parts: tuple[tuple[int, int, int], ...] = ((0, 1, _BARRIER),) if word.count("\n") > 1 else ()
        elif word in UNSAID:
            parts = ((0, 1, _BARRIER),)
        else:
            parts = tuple((start, end, self._number(spelling)) for start, end, spelling in atoms(word))
        if len(self._words) >= _REMEMBERED:
            self._words.clear()
        self._words[word] = parts
        return parts

    def _number(self, spelling: str) -> int:
        wanted = hashed(spelling)
        at = bisect_left(self._hashes, wanted)
        while at < len(self._hashes) and self._hashes[at] == wanted:
            number = self._hashed[at]
            if _string(self._spellings, self._spelled[number]) == spelling:
                return number
            at += 1
        return _BARRIER

    def _step(self, node: int, number: int) -> int:
        if number < 0:
            return 0
        low, high = self._edges[node], self._edges[node + 1]
        edge = bisect_left(self._by, number, low, high)
        return edge + 1 if edge < high and self._by[edge] == number else 0


def _string(strings: memoryview, offset: int) -> str:
    end = offset
    while strings[end]:
        end += 1
    return bytes(strings[offset:end]).decode("utf-8", "surrogatepass")


def _unsaid(text: str, word: str, start: int, end: int) -> bool:
    """Tell a hyphen within a word from a dash between two, and the s of a possessive from a word."""
    if word in {"s", "S"}:
        return start > 0 and text[start - 1] in APOSTROPHES
    return word in UNSAID and not _alone(text, start, end)


def _alone(text: str, start: int, end: int) -> bool:
    return start == 0 or text[start - 1].isspace() or end >= len(text) or text[end].isspace()


def _begins_a_word(text: str, start: int) -> bool:
    return start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())


def _ends_a_word(text: str, end: int) -> bool:
    return end >= len(text) or not (text[end].isalnum() and text[end - 1].isalnum())


def _stands_out(text: str, start: int, end: int, *, wordlike: bool) -> bool:
    written = text[start:end].removesuffix("s")
    if not written.isupper():
        return False
    if not wordlike:
        return True
    around = text[max(0, start - _AROUND) : start] + text[end : end + _AROUND]
    return not around.isupper()
