"""Cancers of relatives in notes, and which criteria for genetic counselling they meet."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from plugins.notes.analyses.finder import Words
from plugins.notes.analyses.knowledge_file import KnowledgeFile, knowledge
from plugins.notes.analyses.passage import Passage
from plugins.notes.analyses.read_note import ReadNote
from plugins.notes.analyses.template import is_template
from plugins.notes.asserting import asserted
from plugins.notes.assertion import cues
from plugins.notes.family import Relative, relatives

_DEGREES = ("first", "second", "third")
_DECADE = 9
"""Years by which the last year of somebody's forties is older than forty."""


@dataclass(frozen=True, slots=True)
class RelativesCancer:
    """A relative's cancer as a passage states it; ``oldest`` is the age that the diagnosis was made at, at most."""

    cancer: str
    relation: str
    degree: str
    oldest: int | None
    passage: Passage

    @property
    def who(self) -> tuple[str, str]:
        """Return whose it is and which: what another note says of the same is the same."""
        return self.relation, self.cancer


@dataclass(frozen=True, slots=True)
class Met:
    """A criterion, and the relatives by whom it is met."""

    say: str
    by: tuple[RelativesCancer, ...]


def cancers(notes: Sequence[ReadNote]) -> Iterator[RelativesCancer]:
    """Yield each relative's cancers as the newest note that speaks of them has it."""
    settled: set[tuple[str, str]] = set()
    for note in notes:
        said = list(_in_note(note))
        yield from (one for one in said if one.who not in settled)
        settled.update(one.who for one in said)


def met(found: Sequence[RelativesCancer], known: KnowledgeFile) -> Iterator[Met]:
    """Yield the criteria that are met."""
    for row in known.content["criterion"]:
        below, among = row.get("below"), row.get("relations")
        by = [
            one
            for one in found
            if one.cancer in row["cancers"]
            and one.degree in row["degrees"]
            and (below is None or (one.oldest is not None and one.oldest < below))
            and (among is None or one.relation in among)
        ]
        distinct = {(*one.who, one.passage.first) if one.relation in _SEVERAL else one.who for one in by}
        if by and len(distinct) >= row.get("count", 1):
            yield Met(row["say"], tuple(by))


_NEAR = 24
_ANOTHERS = re.compile(
    r"\b(?:husband|wife|spouse|partner|boyfriend|girlfriend|friend|fianc\w+|adopt\w+|step|foster)(?:['\u2019]s)?[\s-]*$",
    re.IGNORECASE,
)
"""Before a relative: then it is the relative of somebody else, or none of blood."""
_SEVERAL = frozenset({"SIS", "BRO", "AUNT", "MAUNT", "PAUNT", "UNCLE", "COUSN", "SON", "DAU"})
"""Of these somebody may have several; two are two only where two passages speak of them."""


def _in_note(note: ReadNote) -> Iterator[RelativesCancer]:
    words = _words()
    mentions = tuple(words.mentions(note.text))
    if not mentions:
        return
    spoken = tuple(note.sentences())
    entities = [e for e in asserted(note.text, spoken, mentions, cues.shipped()) if e.mention.name]
    for one in relatives(note.text, spoken, entities):
        mention = one.entity.mention
        start, end, section = next(s for s in spoken if s[0] <= mention.start < s[1])
        passage = Passage(note, start, end, mention.start, mention.end, section.name)
        if _ANOTHERS.search(note.text, max(start, one.start - _NEAR), one.start):
            continue
        if one.entity.assertion.certainty == "present" and not is_template(passage.sentence, section.name):
            yield RelativesCancer(mention.name, one.relation, _degree(one.relation), _oldest(one), passage)


def _oldest(one: Relative) -> int | None:
    if one.age is not None:
        return one.age
    return one.decade + _DECADE if one.decade is not None else None


def _degree(relation: str) -> str:
    return next((degree for degree in _DEGREES if relation in _kin()[degree]), "none")


@cache
def _kin() -> Mapping[str, Mapping[str, Sequence[str]]]:
    table = tomllib.loads((files("plugins.notes") / "knowledge" / "relatives.toml").read_text("utf-8"))
    return {degree: table[degree] for degree in _DEGREES}


@cache
def _words() -> Words:
    return Words(knowledge("family_history").content["cancers"])
