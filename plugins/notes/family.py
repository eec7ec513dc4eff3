"""Read which relative had what, and at what age, where a note says so."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from plugins.notes.entity import Entity

_IN_LAW = re.compile(r"[- ]in[- ]law", re.IGNORECASE)
_AGE = re.compile(
    r"(?:\b(?:at|aged?|at the age of|at age|diagnosed at|dx'?d? at|dx|onset)\s*(?:age\s*|of\s*)?|[(,@]\s*)(?P<age>\d{1,3})"
    r"(?=\s*(?:yo|y/o|years?|yrs?)?\s*(?:[,.;)]|and\b|with\b|$|from\b|of\b))",
    re.IGNORECASE,
)
_DECADE = re.compile(
    r"\bin\s+(?:his|her|their)?\s*(?:early\s+|mid\s+|mid-|late\s+)?(?P<decade>[2-9]0)'?s\b", re.IGNORECASE
)
_OLDEST = 115
_DEGREES = ("first", "second", "third")


@dataclass(frozen=True, slots=True)
class Relative:
    """A relative who had what the entity names; ``age`` in years as stated, ``decade`` where only that is said."""

    entity: Entity
    relation: str
    """In HL7 v3 RoleCode; FAMMEMB where the note says only family."""
    start: int
    end: int
    age: int | None = None
    decade: int | None = None

    def as_json(self, text: str) -> dict[str, Any]:
        """Return it as ``chartside notes read --json`` prints it."""
        mention = self.entity.mention
        return {
            "start": self.start,
            "end": self.end,
            "relation": self.relation,
            "relative": text[self.start : self.end],
            "condition": text[mention.start : mention.end],
            "conditionStart": mention.start,
            "conditionEnd": mention.end,
            "code": {"system": mention.system, "code": mention.code} if mention.code else None,
            "certainty": self.entity.assertion.certainty,
            "age": self.age,
            "decade": self.decade,
        }


def relatives(text: str, sentences: Sequence[tuple[int, int, Any]], entities: Sequence[Entity]) -> Iterator[Relative]:
    """Yield a relative for each entity that is a family member's."""
    theirs = sorted((e for e in entities if e.assertion.subject == "family"), key=_start)
    for start, end, _ in sentences:
        inside = theirs[bisect_left(theirs, start, key=_start) : bisect_left(theirs, end, key=_start)]
        if not inside:
            continue
        words = [w for w in _shipped()[1].finditer(text, start, end) if not _not_of_blood(text, w)]
        for one in inside:
            yield _relative(text, one, words, (start, end))


def _start(one: Entity) -> int:
    return one.mention.start


def _not_of_blood(text: str, word: re.Match[str]) -> bool:
    before = text[max(0, word.start() - 9) : word.start()]
    return bool(re.search(r"(?:step|foster|adoptive|adopted)[- ]?$", before, re.IGNORECASE)) or bool(
        _IN_LAW.match(text, word.end())
    )


def _relative(text: str, entity: Entity, words: Sequence[re.Match[str]], sentence: tuple[int, int]) -> Relative:
    mention = entity.mention
    before = [w for w in words if w.end() <= mention.start]
    after = [w for w in words if w.start() >= mention.end]
    nearest = before[-1] if before else after[0] if after else None
    following = next(
        (w.start() for w in words if nearest is not None and w.start() > max(nearest.end(), mention.end)), sentence[1]
    )
    age, decade = _age(text, mention.end, min(following, mention.end + 60))
    if nearest is None:
        return Relative(entity, "FAMMEMB", mention.start, mention.end, age, decade)
    return Relative(entity, _shipped()[0][nearest[1].lower()], nearest.start(), nearest.end(), age, decade)


def _age(text: str, start: int, end: int) -> tuple[int | None, int | None]:
    said = _AGE.search(text, start, end)
    age = int(said["age"]) if said and int(said["age"]) <= _OLDEST else None
    decade = _DECADE.search(text, start, end)
    return age, int(decade["decade"]) if decade and age is None else None


@cache
def _shipped() -> tuple[Mapping[str, str], re.Pattern[str]]:
    """Return the codes by word, and the pattern that finds the words."""
    table = tomllib.loads((files("plugins.notes") / "knowledge" / "relatives.toml").read_text("utf-8"))
    codes = {word: code for degree in _DEGREES for code, words in table[degree].items() for word in words}
    names = "|".join(sorted(map(re.escape, codes), key=len, reverse=True))
    return codes, re.compile(rf"(?<![\w-])({names})(?:'?s)?(?![\w-])", re.IGNORECASE)
