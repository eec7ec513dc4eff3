"""Find what was dispensed: #12, disp 30 tablets, qty: 30, 2 refills. Its numbers are of the pharmacy and of no dose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from plugins.notes.medication.fold import DISPENSED, Fold
from plugins.notes.medication.vocabulary import load

_COUNT = r"\d{1,4}(?!\d|[.,/]\d|\s*[-–]\s*\d|\s+\d{3}\b)"
"""A whole number that no digits go on, also not behind a blank."""


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    words = load("words")[0]["dispensed"]
    counted, refills, forms = ("|".join(map(re.escape, words[name])) for name in ("counted", "refills", "of"))
    of = rf"(?:\s*(?:{forms})\b\.?)?"
    return (
        re.compile(rf"(?<![\w#])(?:(?:{counted})\s*[:.#\-–=]*\s*#?\s*|#\s?){_COUNT}{of}", re.IGNORECASE | re.ASCII),
        re.compile(rf"(?<![\w#])(?:{refills})\s*[:#\-–=x]*\s*(?:{_COUNT}|none|no)\b", re.IGNORECASE | re.ASCII),
        re.compile(
            rf"(?<![\w.,/#-])(?:with\s+|x\s?)?(?:\d{{1,2}}|no|zero|one|two|three|four|five|six)\s*(?:{refills})\b",
            re.IGNORECASE | re.ASCII,
        ),
        # R-3 is refills; "insulin R 10 units" is none.
        re.compile(r"(?<![\w#])[Rr][-:]\s?\d{1,2}\b(?!\s*(?:units?|u|mg|ml)\b)", re.ASCII),
    )


def dispensed(text: str, start: int, end: int) -> Iterator[Fold]:
    """Yield the words of a stretch that say what was dispensed."""
    for pattern in _patterns():
        for match in pattern.finditer(text, start, end):
            yield Fold(match.start(), match.end(), DISPENSED)
