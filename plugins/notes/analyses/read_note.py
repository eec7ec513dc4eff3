"""Notes that were read, the newest first, and how many were not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from chartside import Found, Missing, Note
from chartside.text import one_line
from plugins.notes.analyses.reader import Reader
from plugins.notes.reading import Reading, TooLongError
from plugins.notes.section import Section
from plugins.notes.sentences import sentences

MOST = 400
"""Notes that one question reads, the newest; how many older ones it left is said."""
_TITLE = 60


@dataclass(frozen=True, slots=True)
class ReadNote:
    """One note with what was read in it; ``order`` counts from the newest, 0."""

    note: Note
    reading: Reading
    order: int

    @property
    def text(self) -> str:
        """Return its text; all offsets are into it."""
        return self.reading.text

    @property
    def day(self) -> date | None:
        """Return the day on which it was written, where that is known to the day."""
        return self.note.written.day() if self.note.written else None

    @property
    def title(self) -> str:
        """Return what the record calls the document, on one line."""
        return one_line(self.note.display, _TITLE) or "note"

    @property
    def named(self) -> str:
        """Return title and date, as a card says them."""
        return f"{self.title}, {self.day.isoformat() if self.day else 'undated'}"

    def sentences(self) -> Iterator[tuple[int, int, Section]]:
        """Yield the sentences with the sections that they stand in."""
        for section in self.reading.sections:
            for start, end in sentences(self.text, section.start, section.end):
                yield start, end, section


@dataclass(frozen=True, slots=True)
class ReadNotes:
    """The notes of a patient, newest first.

    ``refused`` were too long to read, ``older`` more than are read; ``unknown`` says what else may exist.
    """

    notes: tuple[ReadNote, ...]
    refused: int = 0
    older: int = 0
    unknown: Missing | None = None

    @property
    def doubts(self) -> tuple[str, ...]:
        """Return what was not read, a phrase each: nobody may take it for having been read."""
        said = []
        if self.unknown is not None:
            said.append(f"not all notes could be read ({self.unknown})")
        if self.refused:
            said.append(f"too long to be read: {self.refused}")
        if self.older:
            said.append(f"older notes left unread: {self.older}")
        return tuple(said)

    @property
    def counted(self) -> str:
        """Return how many notes were read, in words."""
        return "1 note" if len(self.notes) == 1 else f"{len(self.notes)} notes"


def read_notes(notes: Found[Note], reader: Reader) -> ReadNotes:
    """Return the notes read, newest first; an undated note counts as the oldest."""
    dated = sorted(
        notes, key=lambda n: (n.written is not None, n.written.wall if n.written else 0, n.ref), reverse=True
    )
    read: list[ReadNote] = []
    refused = 0
    for note in dated[:MOST]:
        try:
            read.append(ReadNote(note, reader.read(note.text), len(read)))
        except TooLongError:
            refused += 1
    return ReadNotes(tuple(read), refused, max(0, len(dated) - MOST), notes.unknown)
