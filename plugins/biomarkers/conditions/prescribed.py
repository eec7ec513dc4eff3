"""A medicine was prescribed in a span of days before today, whatever became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from chartside import CodeSet, Fact, Found, Prescription, PrescriptionsRequest
from chartside.inputs import Request
from plugins.biomarkers.conditions.line import Facts
from plugins.biomarkers.logic import Truth

TODAY = "today"
"""The input of every rule that holds the day of the question."""


@dataclass(frozen=True, slots=True)
class Prescribed:
    """A member of a set of medicines was prescribed between so many and so many days ago, both days included; drafts do not count."""

    name: str
    say: str
    what: CodeSet
    earliest: timedelta
    latest: timedelta
    required: bool = False

    def requests(self) -> Mapping[str, Request]:
        """Ask for the prescriptions, those that are over too."""
        return {self.name: PrescriptionsRequest(self.what)}

    def judge(self, facts: Facts) -> Truth:
        """Judge by the days on which they were written; one without a day leaves it open."""
        found: Found[Prescription] = facts[self.name]
        if self.support(facts):
            return Truth.PRESENT
        undated = any(day is None for _, day in _written(found))
        return Truth.UNKNOWN if undated or found.unknown is not None else Truth.ABSENT

    def support(self, facts: Facts) -> tuple[Fact, ...]:
        """Cite the prescriptions of these days."""
        today: date = facts[TODAY]
        first, last = today - self.earliest, today - self.latest
        return tuple(one for one, day in _written(facts[self.name]) if day is not None and first <= day <= last)


def _written(found: Found[Prescription]) -> Iterator[tuple[Prescription, date | None]]:
    return ((one, one.since.day() if one.since else None) for one in found if not one.drafted)
