"""Show a reading as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from plugins.notes.command.ordered import ordered
from plugins.notes.reading import Reading

_WIDEST = 44


def table(reading: Reading) -> str:
    """Return what was found as lines of text, a block for each kind."""
    text = reading.text
    blocks = (
        _block(
            ("NAMED", "TYPE", "CERTAINTY", "TIME", "SUBJECT", "BECAUSE OF", "CODE", "SECTION"),
            (
                (
                    text[e.mention.start : e.mention.end],
                    e.mention.type,
                    e.assertion.certainty or "not assessed",
                    e.assertion.time or "",
                    e.assertion.subject or "",
                    "; ".join(text[c.start : c.end] for c in e.assertion.cues),
                    e.mention.code,
                    e.section,
                )
                for e in reading.entities
            ),
        ),
        _block(
            ("MEDICATION", "DOSE", "STRENGTH", "ROUTE", "WHEN", "AS NEEDED", "FOR", "STATUS", "CARE"),
            (ordered(one) for one in reading.medications),
        ),
        _block(
            ("VALUE", "SAID", "UNIT"),
            ((m.name, text[m.start : m.end], m.unit or "not said") for m in reading.measurements),
        ),
        _block(("SMOKING", "SAID"), ((s.status, text[s.start : s.end]) for s in reading.smoking)),
        _block(
            ("RELATIVE", "HAS", "CERTAINTY", "AGE"),
            (
                (
                    text[r.start : r.end],
                    text[r.entity.mention.start : r.entity.mention.end],
                    r.entity.assertion.certainty or "",
                    str(r.age or ""),
                )
                for r in reading.family
            ),
        ),
    )
    return "\n\n".join(block for block in blocks if block) or "nothing was found in this text"


def _block(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, *([_short(cell) for cell in row] for row in rows)]
    if len(lines) == 1:
        return ""
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    return "\n".join(_padded(line, widths) for line in lines)


def _padded(line: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()


def _short(said: str) -> str:
    """Return a quotation on one line, without what a terminal would obey."""
    plain = "".join(_printable(said))
    plain = " ".join(plain.split())
    return plain if len(plain) <= _WIDEST else plain[: _WIDEST - 1] + "…"


def _printable(said: str) -> Iterator[str]:
    for character in said:
        yield character if character.isprintable() else " "
