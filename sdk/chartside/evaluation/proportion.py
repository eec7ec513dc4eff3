"""So many of so many, with Wilson's interval."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.stats import binomtest

from chartside.evaluation.column import within
from chartside.evaluation.interval import Interval
from chartside.evaluation.refusal import InputError, UndefinedError


@dataclass(frozen=True, slots=True)
class Proportion:
    """``count`` of ``of``, both whole numbers; ``what`` names it in an error. Raises InputError unless 0 <= count <= of."""

    count: int
    of: int
    what: str = "the proportion"

    def __post_init__(self) -> None:
        if not 0 <= self.count <= self.of:
            raise InputError(f"{self.what}: {self.count} of {self.of} is no proportion")

    @property
    def value(self) -> float:
        """The proportion, 0 to 1; raises UndefinedError where it is of nothing."""
        if self.of == 0:
            raise UndefinedError(f"{self.what} is not defined: there is nobody of whom it could be taken (0 of 0)")
        return self.count / self.of

    def wilson(self, confidence: float = 0.95) -> Interval:
        """Return Wilson's score interval, which takes each of ``of`` as independent; raises UndefinedError as ``value`` does."""
        within(confidence, "confidence", 0, 1)
        value = self.value
        found = binomtest(self.count, self.of).proportion_ci(confidence, method="wilson")
        # Rounding can leave a bound on the wrong side of the value by the last bit.
        return Interval(min(float(found.low), value), max(float(found.high), value), confidence, "wilson")
