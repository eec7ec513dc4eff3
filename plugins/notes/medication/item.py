"""Find the numbers of a list that runs on in one line: 10. Allopurinol 100 mg daily 11. Colchicine 0.6 mg."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.notes.medication.fold import ITEM, Fold

_ITEM = re.compile(r"(?<!\S)\(?(\d{1,2})[.)](?=\s+[A-Za-z]|\s*$)", re.ASCII)
_BEFORE = re.compile(r"(?<!\S)\(?(\d{1,2})[.)]\s*$", re.ASCII)
# A number after these is an amount, though a full stop follows.
_AMOUNT = re.compile(
    r"\b(?:take|takes|give|gives|use|inject|inhale|apply|x|of|to|by|at|for|and|or|then|every|q|from|is|was|sig:?)\s*$",
    re.IGNORECASE,
)
LOOK_BACK = 12


def items(text: str, start: int, end: int) -> Iterator[Fold]:
    """Yield the item numbers of a stretch after its first, each the next after the one before it."""
    last: int | None = None
    ahead = _BEFORE.search(text, max(0, start - LOOK_BACK), start)
    if ahead is not None:
        last = int(ahead[1])
    for match in _ITEM.finditer(text, start, end):
        number = int(match[1])
        if last is None and match.start() == start:
            last = number
        elif (
            last is not None
            and number == last + 1
            and not _AMOUNT.search(text, max(start, match.start() - LOOK_BACK), match.start())
        ):
            last = number
            yield Fold(match.start(), match.end(), ITEM)
