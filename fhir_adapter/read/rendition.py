"""One text of a resource, and which of several that say the same is taken."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chartside.moments import Moment
from fhir_adapter.attachment import Extract
from fhir_adapter.entry import Entry

# The plainer a rendition is, the less was guessed to make text of it.
_PLAINEST = ("text/plain", "text/html", "application/hl7-cda+xml", "application/rtf", "application/pdf")
_ALIKE = 0.95
"""Which part of the words two renditions of one resource must share: one adds page numbers, another loses a hyphen."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Rendition:
    """A text, whose it is, and when it was written; ``by`` is the Binary that held it."""

    entry: Entry
    by: Entry | None
    extract: Extract
    written: Moment | None
    title: str

    @property
    def rank(self) -> int:
        """How far from plain text it was: the least is taken."""
        return _PLAINEST.index(self.extract.media_type) if self.extract.media_type in _PLAINEST else len(_PLAINEST)

    @property
    def words(self) -> str:
        """Its text, in which blanks make no difference."""
        return " ".join(self.extract.text.split())


def plainest(of_one: Iterable[Rendition]) -> Iterator[Rendition]:
    """Yield the renditions of one resource without those that say the same in a less plain format.

    FHIR has all attachments of one document be that document. Where they do not say nearly the same, somebody took it otherwise,
    and each is a text of its own.
    """
    taken: list[tuple[Rendition, Counter[str]]] = []
    for one in sorted(of_one, key=lambda r: r.rank):
        words = Counter(_WORD.findall(one.extract.text.casefold()))
        if any(one.rank > other.rank and _alike(words, theirs) for other, theirs in taken):
            continue
        taken.append((one, words))
        yield one


def _alike(some: Counter[str], others: Counter[str]) -> bool:
    longer = max(some.total(), others.total())
    return longer > 0 and (some & others).total() >= _ALIKE * longer
