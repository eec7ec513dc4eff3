"""Cut a text into lines and sentences where nobody did: enough for a list of medicines."""

from __future__ import annotations

import re

# A full stop after an abbreviation of prescriptions, or a single letter, ends nothing.
_END = re.compile(
    r"(?<![ .(][A-Za-z])(?<!\btab)(?<!\bcap)(?<!\btabs)(?<!\bcaps)(?<!\bq)(?<!\bDr)(?<!\bNo)(?<!\b\d)(?<!\b\d\d)[.!?]\s+(?=[A-Z(])|\n+"
)


def stretches(text: str) -> tuple[tuple[int, int], ...]:
    """Return the offsets of the lines and sentences of a text, in order, without blanks around them."""
    found: list[tuple[int, int]] = []
    begin = 0
    for match in _END.finditer(text):
        found.append((begin, match.end()))
        begin = match.end()
    found.append((begin, len(text)))
    return tuple((a, b) for a, b in ((_left(text, a, b), b) for a, b in found) if a < b)


def _left(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start
