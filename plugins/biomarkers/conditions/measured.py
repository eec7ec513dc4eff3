"""The newest measurement of an analyte compares so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from chartside import CodeSet, Fact, Latest, Quantity
from chartside.inputs import AgeRequest, Request
from plugins.biomarkers.conditions.comparison import Comparison
from plugins.biomarkers.conditions.line import Facts
from plugins.biomarkers.logic import Truth


@dataclass(frozen=True, slots=True)
class Measured:
    """The newest measurement of an analyte, no older than this, compares so."""

    name: str
    say: str
    what: CodeSet
    unit: str
    max_age: timedelta
    comparison: Comparison
    required: bool = False

    def requests(self) -> Mapping[str, Request]:
        """Ask for the newest measurement, in the rule's unit, and for the age where the limit turns on it."""
        wanted: dict[str, Request] = {self.name: Latest(self.what, self.unit, self.max_age, bounds=True)}
        return wanted | ({self.comparison.times: AgeRequest()} if self.comparison.times else {})

    def judge(self, facts: Facts) -> Truth:
        """Judge the measurement."""
        return self.comparison.judge(facts[self.name], facts)

    def support(self, facts: Facts) -> tuple[Fact, ...]:
        """Cite the measurement, and the age where the limit turns on it."""
        held = (facts[name] for name in self.requests())
        return tuple(one for one in held if isinstance(one, Quantity))


@dataclass(frozen=True, slots=True)
class Aged:
    """The patient's age in completed years compares so."""

    say: str
    comparison: Comparison
    name: str = "age"
    required: bool = False

    def requests(self) -> Mapping[str, Request]:
        """Ask for the age; the birth date is not shown."""
        return {self.name: AgeRequest()}

    def judge(self, facts: Facts) -> Truth:
        """Judge the age."""
        return self.comparison.judge(facts[self.name])

    def support(self, facts: Facts) -> tuple[Fact, ...]:
        """Cite the age."""
        return (facts[self.name],)
