"""A measurement changed by so much, over a series and the clock of the question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Literal

from chartside import CodeSet, Fact, History, Quantity, Series
from chartside.inputs import Request
from plugins.biomarkers.conditions.comparison import Comparison
from plugins.biomarkers.conditions.line import Facts
from plugins.biomarkers.logic import Truth

Direction = Literal["rise", "fall", "either"]
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Changed:
    """The newest value differs so much from an earlier one that lies at least ``apart`` before it, within a look-back.

    The change is absolute, in the rule's unit, or with ``relative`` in percent of the earlier value.
    """

    name: str
    say: str
    what: CodeSet
    unit: str
    back: timedelta
    apart: timedelta
    comparison: Comparison
    direction: Direction = "either"
    relative: bool = False
    required: bool = False

    def requests(self) -> Mapping[str, Request]:
        """Ask for every value within the look-back."""
        return {self.name: History(self.what, self.unit, self.back)}

    def judge(self, facts: Facts) -> Truth:
        """Judge by the pairs that can be compared; without one, or where a value may be missing, a change is not ruled out."""
        series: Series = facts[self.name]
        pairs = list(self._pairs(series))
        if any(self.comparison.judge(pair) is Truth.PRESENT for pair, _ in pairs):
            return Truth.PRESENT
        return Truth.UNKNOWN if not pairs or series.unknown is not None else Truth.ABSENT

    def support(self, facts: Facts) -> tuple[Fact, ...]:
        """Cite the newest value and those from which it differs so much."""
        series: Series = facts[self.name]
        held = [one for pair, one in self._pairs(series) if self.comparison.judge(pair) is Truth.PRESENT]
        return (*held, series[-1]) if held else ()

    def largest(self, series: Series) -> tuple[Quantity, Quantity] | None:
        """Return the earlier value from which the newest differs most, with that difference."""
        pairs = sorted(self._pairs(series), key=lambda pair: pair[0].value)
        return (pairs[-1][1], pairs[-1][0]) if pairs else None

    def _pairs(self, series: Series) -> Iterator[tuple[Quantity, Quantity]]:
        """Yield how much the newest value differs from each earlier one, as a number that can be compared, with the earlier one."""
        newest = series[-1] if series else None
        if newest is None or newest.effective is None:
            return
        for one in series[:-1]:
            since = newest.effective.since(one.effective) if one.effective is not None else None
            if since is None or since < self.apart:
                continue
            change = newest.value - one.value
            size = -change if self.direction == "fall" else change if self.direction == "rise" else abs(change)
            if self.relative:
                if one.value == 0:
                    continue  # no share of nothing
                size = size / one.value * _HUNDRED
            yield Quantity(size, "%" if self.relative else self.unit), one
