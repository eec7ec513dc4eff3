"""Find the fluid that a medicine is given in: vancomycin 1 g in 250 mL NS. It is no medicine of its own, nor its volume a dose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from plugins.notes.medication.fold import VEHICLE, Fold
from plugins.notes.medication.vocabulary import load


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    words = load("words")[0]["vehicle"]
    fluids = "|".join(re.escape(one).replace(r"\ ", r"\s+") for one in sorted(words["fluids"], key=len, reverse=True))
    volume = r"\d[\d,.]*\s*(?:ml|mls|cc|l|liters?)\b"
    return re.compile(
        rf"(?:(?:(?:diluted|mixed|dissolved|reconstituted)\s+)?\bin\s+(?:an?\s+|the\s+)?|/\s*)(?:{volume}\s+(?:of\s+)?)?"
        rf"(?:\d+(?:\.\d+)?\s*%\s+)?(?:{fluids})(?!\w)(?:\s+{volume})?",
        re.IGNORECASE | re.ASCII,
    )


def vehicles(text: str, start: int, end: int) -> Iterator[Fold]:
    """Yield the fluids of a stretch that a medicine before them is given in."""
    for match in _pattern().finditer(text, start, end):
        yield Fold(match.start(), match.end(), VEHICLE)
