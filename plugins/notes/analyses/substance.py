"""What somebody can be allergic to, by every name that a note or a list gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from chartside import Code
from chartside.codes import SNOMED_SYSTEM
from chartside.medicines import resolve
from plugins.notes.analyses.finder import Words
from plugins.notes.analyses.knowledge_file import knowledge
from plugins.notes.analyses.listed import Listed
from plugins.notes.mention import Mention

_WORD = re.compile(r"[A-Za-z][A-Za-z']*")
_LONGEST = 3  # words of a medicine's name
_SHORTEST = 4  # letters


@dataclass(frozen=True, slots=True)
class Substance:
    """``keys`` are what it is compared by: its class, its ingredients, or what it is called; ``code`` is for the list."""

    keys: frozenset[str]
    code: Code


class Substances:
    """Everything that is known by the knowledge file and by the SDK's tables of medicines."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._classes: Mapping[str, Any] = table["class"]
        self._others: Mapping[str, Any] = table["other"]
        named = {name: row["names"] for name, row in (*self._classes.items(), *self._others.items())}
        self._words = Words(named)
        self._member_of = {member: name for name, row in self._classes.items() for member in row["members"]}

    def mentions(self, text: str, start: int, end: int) -> Iterator[Mention]:
        """Yield the substances that a stretch of a text names, in its order."""
        taken: set[int] = set()
        for one in self._words.mentions(text[start:end]):
            taken.update(range(start + one.start, start + one.end))
            yield Mention(start + one.start, start + one.end, "chemical", name=one.name)
        spans = [found.span() for found in _WORD.finditer(text, start, end)]
        at = 0
        while at < len(spans):
            size = next((n for n in range(_LONGEST, 0, -1) if self._is_medicine(text, spans[at : at + n], taken, n)), 0)
            if size:
                first, last = spans[at][0], spans[at + size - 1][1]
                yield Mention(first, last, "chemical", name=text[first:last].lower())
            at += size or 1

    def of(self, words: str, code: Code | None = None) -> Substance:
        """Return what words name, with the code by which it can be listed."""
        key = self._words.key(words)
        held = resolve((code,) if code else (), words)
        if key in self._others:
            row = self._others[key]
            listed = (
                Code(SNOMED_SYSTEM, row["code"], row["display"]) if "code" in row else Code("", key, row["display"])
            )
            return Substance(frozenset({key}), listed)
        if key:
            return Substance(frozenset({key}), Code("", key, self._classes[key]["display"]))
        names = held.names or (" ".join(words.lower().split()),)
        shown = " / ".join(names).capitalize()
        listed = held.ingredients[0] if len(held.names) == 1 and held.ingredients else Code("", shown)
        return Substance(frozenset(names), Code(listed.system, listed.value, shown))

    def on_list(self, entry: Listed) -> frozenset[str]:
        """Return the keys of everything that an entry of the list names."""
        keys: set[str] = set()
        for words in entry.words:
            keys |= {
                key for one in self.mentions(words, 0, len(words)) for key in self.of(words[one.start : one.end]).keys
            }
        keys.update(resolve(entry.codes).names)
        return frozenset(keys)

    def covers(self, listed: frozenset[str], said: frozenset[str]) -> bool:
        """Whether what is listed holds what is said: the same, its class, or another of a class that counts as one."""
        if listed & said or self._named_classes(listed) & self._classes_of(said):
            return True
        return bool(self._classes_of(listed) & self._named_classes(said)) or any(
            self._classes[name].get("one", False) for name in self._classes_of(listed) & self._classes_of(said)
        )

    def _classes_of(self, keys: frozenset[str]) -> frozenset[str]:
        return frozenset(self._member_of[key] for key in keys if key in self._member_of) | self._named_classes(keys)

    def _named_classes(self, keys: frozenset[str]) -> frozenset[str]:
        return frozenset(key for key in keys if key in self._classes)

    def _is_medicine(self, text: str, spans: list[tuple[int, int]], taken: set[int], size: int) -> bool:
        if len(spans) < size:
            return False
        first, last = spans[0][0], spans[-1][1]
        if last - first < _SHORTEST or first in taken or last - 1 in taken or "\n" in text[first:last]:
            return False
        return bool(resolve((), text[first:last].lower()).names)


@cache
def substances() -> Substances:
    """Return those that ship."""
    return Substances(knowledge("allergy").content)
