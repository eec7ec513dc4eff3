"""KDIGO stages of acute kidney injury over hourly urine volumes, compared in Decimal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Hour:
    """The urine of one hour in mL, at its end."""

    at: datetime
    volume: Decimal


@dataclass(frozen=True, slots=True)
class Oliguria:
    """A stage that was reached, the mean in mL/kg/h that reached it, over how many hours, and when."""

    stage: int
    mean: Decimal
    hours: int
    at: datetime


@dataclass(frozen=True, slots=True)
class UrineCriteria:
    """The stages, gravest first, each with the mean that it lies below and the hours that it must last."""

    stages: tuple[tuple[int, Decimal, int], ...]
    anuria: tuple[int, int]
    gap: timedelta
    look_back: timedelta

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> UrineCriteria:
        """Make the criteria of their table."""
        return cls(
            tuple((one["stage"], one["below"], one["hours"]) for one in content["stages"]),
            (content["anuria"]["stage"], content["anuria"]["hours"]),
            timedelta(minutes=content["series"]["gap_minutes"]),
            timedelta(days=content["series"]["back_days"]),
        )

    @property
    def fewest(self) -> int:
        """Return how many hours on end the mildest stage needs."""
        return min(hours for _, _, hours in self.stages)

    def longest_run(self, hours: Sequence[Hour]) -> int:
        """Return how many hours follow each other without a gap at most."""
        return max((len(run) for run in self._runs(hours)), default=0)

    def gravest(self, hours: Sequence[Hour], weight: Decimal) -> Oliguria | None:
        """Return the gravest stage of a series that runs from the oldest to the newest, the latest of equals; None for no stage."""
        found = [stage for run in self._runs(hours) for stage in self._reached(run, weight)]
        return max(found, key=lambda one: (one.stage, one.at), default=None)

    def _runs(self, hours: Sequence[Hour]) -> Iterator[list[Hour]]:
        run: list[Hour] = []
        for hour in hours:
            if run and hour.at - run[-1].at > self.gap:
                yield run
                run = []
            run.append(hour)
        if run:
            yield run

    def _reached(self, run: Sequence[Hour], weight: Decimal) -> Iterator[Oliguria]:
        for end in range(1, len(run) + 1):
            for stage, below, length in self.stages:
                mean = _mean(run[:end], length, weight)
                if mean is not None and mean < below:
                    yield Oliguria(stage, mean, length, run[end - 1].at)
            stage, length = self.anuria
            mean = _mean(run[:end], length, weight)
            if mean == 0:
                yield Oliguria(stage, mean, length, run[end - 1].at)


def _mean(run: Sequence[Hour], length: int, weight: Decimal) -> Decimal | None:
    """Return the mean of the last hours in mL/kg/h, or None where there are not so many."""
    if len(run) < length:
        return None
    return sum((hour.volume for hour in run[-length:]), Decimal(0)) / length / weight
