"""Counts what was found exactly as marked, what was found besides and what was missed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from plugins.notes.terms.training.corpus import Span


@dataclass(slots=True)
class Score:
    """Exact spans with their types."""

    right: int = 0
    found: int = 0
    marked: int = 0

    def count(self, found: Iterable[Span], marked: Iterable[Span]) -> None:
        """Add one text."""
        these, those = set(found), set(marked)
        self.right += len(these & those)
        self.found += len(these)
        self.marked += len(those)

    @property
    def precision(self) -> float:
        """Return the share of what was found that is marked."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Return the share of what is marked that was found."""
        return self.right / self.marked if self.marked else 0.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of both."""
        return 2 * self.right / (self.found + self.marked) if self.found + self.marked else 0.0

    def __str__(self) -> str:
        return f"P {self.precision:.3f} R {self.recall:.3f} F1 {self.f1:.3f} ({self.right} of {self.found} found, {self.marked} marked)"
