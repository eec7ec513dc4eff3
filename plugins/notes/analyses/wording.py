"""What cards over notes have in common: how many things they list, how they quote, and what they say was not read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from chartside import CannotTell, Card, Missing, NotApplicable, Quiet
from chartside.cards import Indicator
from chartside.text import one_line, quoted
from plugins.notes.analyses.passage import Passage
from plugins.notes.analyses.read_note import ReadNotes

SHOWN = 5
"""Things that one card lists; of more it says how many."""
_QUOTES = 2
_SUMMARY = 120


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a card lists: what it is, what there is to say of it, and the passages that say it."""

    name: str
    said: str
    passages: tuple[Passage, ...]
    working: dict[str, Any]

    @property
    def line(self) -> str:
        """Return it as a line of Markdown."""
        quotes = "; ".join(one.quote for one in self.passages[:_QUOTES])
        said = f" {self.said}" if self.said else ""
        return f"- **{quoted(self.name)}**{said}: {quotes}"

    def as_working(self) -> dict[str, Any]:
        """Return it with every passage."""
        return {"name": self.name, **self.working, "evidence": [one.as_working() for one in self.passages]}


def listed(lead: str, items: Sequence[Item], closing: str, read: ReadNotes, indicator: Indicator = "info") -> Card:
    """Return one card for all items: as many as a reader takes in are quoted, and all stand in the working."""
    names = ", ".join(one.name for one in items[:SHOWN])
    more = f" and {len(items) - SHOWN} more" if len(items) > SHOWN else ""
    summary = f"{lead}: {one_line(names, _SUMMARY - len(lead) - len(more))}{more}"
    lines = [one.line for one in items[:SHOWN]]
    if more:
        lines.append(f"-{more}")
    parts = ["\n".join(lines), closing, _unread(read)]
    card = Card(summary, indicator, "\n\n".join(part for part in parts if part))
    card = card.because(*dict.fromkeys(one.note.note for item in items for one in item.passages))
    return card.explain(items=[one.as_working() for one in items], **counted(read))


def counted(read: ReadNotes) -> dict[str, Any]:
    """Return for the working how many notes were read, and that some were not where some were not."""
    unread = {"missing": ["notes"], "not_read": list(read.doubts)} if read.doubts else {}
    return {"notes_read": len(read.notes), **unread}


def unread(read: ReadNotes) -> NotApplicable | CannotTell | None:
    """Return why nothing can be said where no note was read."""
    if read.notes:
        return None
    if read.doubts:
        return CannotTell("; ".join(("no note was read", *read.doubts)), lacks={"notes": "a note that can be read"})
    return NotApplicable("there are no notes")


def nothing(what: str, read: ReadNotes, **working: Any) -> Quiet | CannotTell:
    """Return that the notes say nothing of it: which is known only where all of them were read."""
    said = f"{read.counted} read: {what}"
    if read.doubts:
        word: Quiet | CannotTell = CannotTell("; ".join((said, *read.doubts)), lacks={"notes": "all notes"})
    else:
        word = Quiet(said)
    return word.explain(**counted(read), **working)


def lacking(inputs: Iterable[tuple[str, Missing | None]]) -> CannotTell | None:
    """Return that a list with which the notes are compared is not known, where one is not."""
    gaps = {name: str(why) for name, why in inputs if why is not None}
    if not gaps:
        return None
    return CannotTell("; ".join(f"{name}: {why}" for name, why in gaps.items()), lacks=gaps).explain(missing=list(gaps))


def _unread(read: ReadNotes) -> str:
    return f"Read by rules, not by a person; {read.counted}." + (
        f" **Not read:** {quoted('; '.join(read.doubts), 200)}." if read.doubts else ""
    )
