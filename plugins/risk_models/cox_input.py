"""One input of a Cox model as it was in training: a number between two ends, one of some words, or yes and no."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from plugins.risk_models.cox_term import KNOTTED, CoxTerm, Value


@dataclass(frozen=True, slots=True)
class CoxInput:
    """``low`` and ``high`` are the least and the greatest number in training; ``words`` are those that occurred there."""

    name: str
    low: Decimal | None
    high: Decimal | None
    words: tuple[Value, ...]

    @classmethod
    def read(cls, name: str, entry: Mapping[str, Any]) -> CoxInput:
        """Make the input of its entry in the file."""
        if "words" in entry:
            return cls(name, None, None, tuple(entry["words"]))
        return cls(name, Decimal(entry["low"]), Decimal(entry["high"]), ())

    def holds(self, value: Value) -> bool:
        """Whether training saw such a value: the ends themselves it did."""
        if self.low is None or self.high is None:
            return value in self.words
        return isinstance(value, Decimal) and self.low <= value <= self.high

    def ends(self, terms: Iterable[CoxTerm]) -> tuple[Value, ...]:
        """Return the values among which the least and the greatest effect lie: between knots every transform only rises, or falls."""
        if self.low is None or self.high is None:
            return self.words
        knots = (t.at for t in terms if t.kind in KNOTTED and isinstance(t.at, Decimal))
        return (self.low, *(k for k in knots if self.low < k < self.high), self.high)
