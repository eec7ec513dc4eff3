"""F1 and shares with their bootstrap intervals, drawn from a seed, so that a run says the same twice."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

DRAWS = 1000
SEED = 7
Case = TypeVar("Case")
Counts = tuple[int, int, int]
"""Right, found, and marked, of one text."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % interval; ``n`` is how many were scored."""

    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


def f1(texts: Sequence[Counts]) -> Figure:
    """Return F1 over texts, of which whole ones are drawn; ``n`` is how many things were marked."""
    return _figure(texts, _f1, sum(marked for _, _, marked in texts))


def share(right: Sequence[bool]) -> Figure:
    """Return the share that is right."""
    return _figure(right, lambda drawn: sum(drawn) / len(drawn) if drawn else 0.0, len(right))


def of_labels(found: Sequence[bool], marked: Sequence[bool]) -> Figure:
    """Return the F1 of a label over cases, each of which was found to have it or not and is marked with it or not."""
    return f1([(int(f and m), int(f), int(m)) for f, m in zip(found, marked, strict=True)])


def _f1(texts: Sequence[Counts]) -> float:
    right, found, marked = (sum(column) for column in zip(*texts, strict=True)) if texts else (0, 0, 0)
    return 2 * right / (found + marked) if found + marked else 0.0


def _figure(cases: Sequence[Case], statistic: Callable[[Sequence[Case]], float], n: int) -> Figure:
    chance = random.Random(SEED)  # noqa: S311 - a resampling, no secret
    drawn = sorted(statistic(chance.choices(cases, k=len(cases))) for _ in range(DRAWS)) if cases else [0.0]
    return Figure(statistic(cases), drawn[int(0.025 * len(drawn))], drawn[int(0.975 * len(drawn))], n)
