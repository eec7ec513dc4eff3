"""Parse the names that RxNorm gives to medicines into the names of what is in them, all or nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

Names = tuple[str, ...]
"""Ingredients by their names in the table, each once, in the order of the name."""

_PACK = re.compile(r"\{(?P<inside>.+)\}\s*pack\b.*")
_IN_PACK = re.compile(r"\d+\s*(?:\([\d.]+\s*[a-z]+\)\s*)?\((?P<part>(?:[^()]|\([^()]*\))*)\)")
_BRAND = re.compile(r"\s*\[(?P<brand>[^\[\]]*)\]\s*$")
_MARKS = re.compile(r"[,;()]|\bnda\d+\b")
_NUMERIC = re.compile(r"[\d.,/+-]*\d[\d.,/+-]*")
# A slash between blanks parts ingredients, as does one between two words; within a strength it does neither.
_APART = (
    re.compile(r"\s+/\s+"),
    re.compile(r"(?<=[a-z)])/(?=[a-z])"),
    re.compile(r"\s+(?:\+|&|and|with)\s+|,\s+and\s+"),
    re.compile(r"(?<=[a-z])-(?=[a-z])"),
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a name besides its ingredients: forms, salts, units and what stands in front."""

    forms: frozenset[str]
    salts: frozenset[str]
    before: frozenset[str]
    inert: frozenset[str]
    strength: re.Pattern[str]
    strengths: re.Pattern[str]
    """Several strengths in one, as of a combination: 5/325 MG, 20 MG / 12.5 MG."""

    @classmethod
    def of(cls, lists: Mapping[str, list[str]]) -> Words:
        """Make the words of the lists of a table."""
        unit = "|".join(sorted(map(re.escape, lists["units"]), key=len, reverse=True))
        per = rf"(?:\s*/\s*(?:[\d.,]+\s*)?(?:{'|'.join(lists['of_volume_or_time'])})(?![a-z])|/(?:{unit})(?![a-z]))*"
        return cls(
            frozenset(lists["forms"]),
            frozenset(lists["salts"]),
            frozenset(lists["before"]),
            frozenset(lists["inert"]),
            re.compile(rf"(?<![a-z\d.-])[\d.,/-]*\d\s*-?\s*(?:{unit})(?![a-z]){per}"),
            re.compile(
                rf"(?<![a-z\d.])\d[\d.,]*\s*(?:{unit})?(?:\s*[/-]\s*\d[\d.,]*(?![\d.,])"
                rf"(?!\s*(?:{'|'.join(lists['of_volume_or_time'])})(?![a-z]))\s*(?:{unit})?)+"
            ),
        )


def plain(name: str) -> str:
    """Return a name as it is compared: lower case, single blanks, without marks."""
    return " ".join(_MARKS.sub(" ", unicodedata.normalize("NFKC", name).lower()).split())


class Grammar:
    """Reads names against the known ingredients and brands."""

    def __init__(self, known: Mapping[str, Names], words: Words) -> None:
        self._known = known
        self._words = words

    def parse(self, name: str) -> Names:
        """Return every ingredient that a name states, or nothing where any part of it is not known."""
        text = " ".join(unicodedata.normalize("NFKC", name).lower().split())
        if len(text) > 1000:  # noqa: PLR2004 - no name of a medicine is so long
            return ()
        bare = _BRAND.sub("", text)
        pack = _PACK.fullmatch(bare)
        return tuple(dict.fromkeys(self._pack(pack["inside"]) if pack else self._whole(bare)))

    def mentioned(self, name: str) -> frozenset[str]:
        """Return every ingredient whose name, or brand, stands anywhere among the words: a hint and no resolution."""
        words = plain(re.sub(r"[\[\]/{}+]", " ", name)).split()
        spans = (" ".join(words[i : i + n]) for n in (1, 2, 3) for i in range(len(words)))
        return frozenset(one for span in spans for one in self._known.get(span, ()))

    def _whole(self, text: str) -> Names:
        """Read a product, and nothing where it gives more strengths in one than it names: "hydrocodone 5/325" holds a second."""
        found = self._product(text)
        several = (re.findall(r"\d[\d.,]*", one[0]) for one in self._words.strengths.finditer(text))
        return () if max(map(len, several), default=1) > len(set(found)) else found

    def _pack(self, inside: str) -> Names:
        if _IN_PACK.sub("", inside).replace("/", "").strip():
            return ()
        found: list[str] = []
        for part in _IN_PACK.finditer(inside):
            said = _BRAND.sub("", part["part"])
            if self._inert(said):
                continue
            names = self._whole(said)
            if not names:
                return ()
            found += names
        return tuple(found)

    def _inert(self, part: str) -> bool:
        return self._without_form(self._unmeasured(part)) in self._words.inert

    def _product(self, text: str) -> Names:
        """Read a product as a whole where that is a name, else each of its parts."""
        whole = self._part(text)
        if whole:
            return whole
        for apart in _APART:
            parts = [p for p in apart.split(text) if p.strip()]
            if len(parts) > 1:
                return self._parts(parts, self._whole if apart is _APART[0] else self._product)
        bare = " ".join(self._unmeasured(text))
        for apart in _APART:
            parts = [p for p in apart.split(bare) if p.strip()]
            if len(parts) > 1:
                return self._parts(parts, self._product)
        return ()

    def _parts(self, parts: list[str], read: Callable[[str], Names]) -> Names:
        found: list[str] = []
        for position, part in enumerate(parts):
            names = read(part)
            # "Brand 2 MG / 0.5 MG": the strengths of one name that stands for several ingredients.
            if not names and position and len(found) > position and self._only_strength(part):
                continue
            if not names:
                return ()
            found += names
        return tuple(found)

    def _only_strength(self, part: str) -> bool:
        return not self._without_form(self._unmeasured(part))

    def _part(self, text: str) -> Names:
        tokens = self._unmeasured(text)
        while tokens and tokens[0] in self._words.before:
            tokens.pop(0)
        for candidate in self._candidates(tokens):
            names = self._known.get(candidate)
            if names:
                return names
        return ()

    def _unmeasured(self, text: str) -> list[str]:
        """Return the words of a text without its strengths."""
        return plain(self._words.strength.sub(" ", self._words.strengths.sub(" ", text))).split()

    def _candidates(self, tokens: list[str]) -> Iterator[str]:
        """Yield what could be the name, the longest first: whole, without its form, its bare numbers, its salts."""
        yield " ".join(tokens)
        for kept in (tokens, [t for t in tokens if not _NUMERIC.fullmatch(t)]):
            left = self._without_form(kept).split()
            while left:
                yield " ".join(left)
                if left[-1] not in self._words.salts:
                    break
                left.pop()

    def _without_form(self, tokens: list[str]) -> str:
        end = len(tokens)
        while end and tokens[end - 1] in self._words.forms:
            end -= 1
        return " ".join(tokens[:end])
