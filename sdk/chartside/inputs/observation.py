"""Ask for the result of a test: the newest value, the newest coded answer, or all values over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from chartside.codes import CodeSet
from chartside.inputs.read import Read


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest trustworthy observation of an analyte, in this unit, no older than this.

    One that the laboratory reported only as a bound ("> 60") is missing, unless ``bounds`` asks for it with its comparator.
    ``unit_from`` names the input by which whoever asks with plain facts states the unit, where that is not ``<name>_unit``.
    """

    what: CodeSet
    unit: str
    max_age: timedelta | None = None
    bounds: bool = False
    unit_from: str = ""

    def reads(self) -> tuple[Read, ...]:
        """Read the observations of every equivalent code, and the panels that may hold it."""
        return (Read("Observation", self.what.codes | self.what.panels, self.max_age),)


@dataclass(frozen=True, slots=True)
class LatestCoded:
    """The newest result that is a code and not a number, such as a smoking status or a level of consciousness, no older than this.

    A result that is none of the ``answers``, where these are given, or that is given in words only, is missing.
    """

    what: CodeSet
    max_age: timedelta | None = None
    answers: CodeSet | None = None

    def reads(self) -> tuple[Read, ...]:
        """Read the observations of every equivalent code, and the panels that may hold it."""
        return (Read("Observation", self.what.codes | self.what.panels, self.max_age),)


@dataclass(frozen=True, slots=True)
class History:
    """Every trustworthy observation of an analyte within a look-back, oldest first, in this unit.

    ``every`` says how far apart bare numbers are, where somebody asks with plain facts and without times.
    """

    what: CodeSet
    unit: str
    back: timedelta | None = None
    every: timedelta | None = None

    def reads(self) -> tuple[Read, ...]:
        """Read the observations of every equivalent code, and the panels that may hold it."""
        return (Read("Observation", self.what.codes | self.what.panels, self.back),)
