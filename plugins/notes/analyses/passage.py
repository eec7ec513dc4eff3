"""Words of a note that a card rests on: where they stand, how they are quoted, and when they are a copy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from chartside.text import one_line, quoted
from plugins.notes.analyses.read_note import ReadNote

_AROUND = 110
"""Characters of a long sentence that are quoted before and after what it is about."""
_LONGEST = 240
_PLAIN = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence or line at ``text[start:end]`` of a note; what it is cited for stands at ``text[first:last]``."""

    note: ReadNote
    start: int
    end: int
    first: int
    last: int
    section: str = ""

    @property
    def words(self) -> str:
        """Return what it is cited for, on one line."""
        return one_line(self.note.text[self.first : self.last])

    @property
    def sentence(self) -> str:
        """Return the whole sentence as it stands."""
        return self.note.text[self.start : self.end]

    @property
    def copy_key(self) -> str:
        """Return what a copied-forward sentence has in common with its original."""
        return _PLAIN.sub(" ", self.sentence.lower()).strip()

    @property
    def plain(self) -> str:
        """Return the quotation on one line, as plain text."""
        start, end = max(self.start, self.first - _AROUND), min(self.end, self.last + _AROUND)
        before, after = "…" if start > self.start else "", "…" if end < self.end else ""
        return f"{before}{one_line(self.note.text[start:end], _LONGEST)}{after}"

    @property
    def quote(self) -> str:
        """Return the quotation with title and date, as Markdown that shows it as it is."""
        return f"“{quoted(self.plain, _LONGEST + 2)}” ({quoted(self.note.named, 100)})"

    def as_working(self) -> dict[str, Any]:
        """Return where the words are to be found again: the note, its text's hash, who made the text, and the offsets."""
        note = self.note.note
        return {
            "note": note.ref,
            "title": self.note.title,
            "written": note.written.text if note.written else None,
            "textSha256": note.text_sha256,
            "extractor": note.extractor,
            "start": self.first,
            "end": self.last,
            "sentence": [self.start, self.end],
            "quote": self.plain,
        }


def originals(passages: Iterable[Passage]) -> Iterator[Passage]:
    """Yield of passages that say the same in the same words only the first: what is copied forward counts once."""
    seen: set[str] = set()
    for one in passages:
        if one.copy_key not in seen:
            seen.add(one.copy_key)
            yield one
