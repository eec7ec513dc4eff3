"""Read whether the patient smokes: current, former, never; or only that it is denied now."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from plugins.notes.section import Section

_ANOTHERS = re.compile(
    r"\b(?:second[- ]?hand|passive|exposure to|exposed to|mother|father|husband|wife|spouse|partner|parents?|brother|sister|"
    r"roommate|household|family members?|counsel\w+|advised|cessation|offered|if you smoke|smoke detectors?|do not smoke)\b",
    re.IGNORECASE,
)
_SPOKEN_OF = re.compile(r"smok|tob|cig|pack|ppd|relapsed", re.IGNORECASE)
"""What stands in all that any pattern finds: most sentences are done with at once."""
_PACK_YEARS = re.compile(r"(?P<n>\d+(?:\.\d+)?)\s*(?:-|\s)?\s*(?:pack|pk)[- ]?(?:years?|yrs?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Smoking:
    """What ``text[start:end]`` says: ``status`` is current, former, never, or not-current, where more cannot be told."""

    start: int
    end: int
    status: str
    rule: str
    pack_years: Decimal | None = None

    def as_json(self, text: str) -> dict[str, Any]:
        """Return it as ``chartside notes read --json`` prints it."""
        years = None if self.pack_years is None else float(self.pack_years)
        said = text[self.start : self.end]
        return {
            "start": self.start, "end": self.end, "text": said, "status": self.status, "rule": self.rule, "packYears": years,
        }  # fmt: skip


def smoking(text: str, sentences: Sequence[tuple[int, int, Section]]) -> Iterator[Smoking]:
    """Yield what each sentence says of the patient's smoking; of another's, or of advice, nothing."""
    for start, end, section in sentences:
        if section.name in ("family-history", "discharge-instructions"):
            continue
        if not _SPOKEN_OF.search(text, start, end) or _ANOTHERS.search(text, start, end):
            continue
        for rule, status, pattern in _shipped():
            found = pattern.search(text, start, end)
            if found is not None:
                years = _PACK_YEARS.search(text, start, end)
                yield Smoking(found.start(), found.end(), status, rule, Decimal(years["n"]) if years else None)
                break


@cache
def _shipped() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    table = tomllib.loads((files("plugins.notes") / "knowledge" / "smoking.toml").read_text("utf-8"))
    return tuple(
        (p["rule"], p["status"], re.compile(rf"(?<!\w)(?:{p['say']})", re.IGNORECASE)) for p in table["pattern"]
    )
