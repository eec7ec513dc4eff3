"""The person the question is about."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from chartside.facts.fact import Fact
from chartside.moments import Moment


@dataclass(frozen=True, slots=True)
class Patient(Fact):
    """The person the question is about."""

    birth_date: Moment | None = None
    sex: str | None = None
    deceased: Moment | bool = False

    def age(self, at: date) -> int | None:
        """Return completed years at a day, or None when the record's birth date leaves more than one answer."""
        if self.birth_date is None:
            return None
        text = self.birth_date.text
        if self.birth_date.precision in ("day", "instant"):
            return _years(date.fromisoformat(text[:10]), at)
        month = int(text[5:7]) if self.birth_date.precision == "month" else None
        earliest = date(int(text[:4]), month or 1, 1)
        latest = date(int(text[:4]), month or 12, monthrange(int(text[:4]), month or 12)[1])
        return _years(earliest, at) if _years(earliest, at) == _years(latest, at) else None


def _years(born: date, at: date) -> int:
    return at.year - born.year - ((at.month, at.day) < (born.month, born.day))
