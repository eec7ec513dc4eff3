"""How long each person was followed, and whether it ended with the outcome or without."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from chartside.evaluation.column import Column, Flags, Floats, flags, labels, numbers, same_length
from chartside.evaluation.refusal import UndefinedError


@dataclass(frozen=True, slots=True, eq=False)
class FollowUp:
    """Durations, all in one unit of your choice, and whether each ended with the outcome (else it is censored); made by ``of``."""

    durations: Floats
    events: Flags
    patients: npt.NDArray[np.str_]

    @classmethod
    def of(cls, durations: Column, events: Column, *, patients: Column | None = None) -> Self:
        """Return checked follow-up; raise InputError for durations below 0, events neither 0 nor 1, what is missing, unequal lengths."""
        lasted = numbers(durations, "durations", least=0)
        ended = flags(events, "events")
        whose = np.arange(len(lasted)).astype(str) if patients is None else labels(patients, "patients")
        same_length(durations=lasted, events=ended, patients=whose)
        return cls(lasted, ended, whose)

    def take(self, rows: npt.NDArray[Any]) -> Self:
        """Return these rows, by number or by a mask."""
        return type(self)(self.durations[rows], self.events[rows], self.patients[rows])

    def __len__(self) -> int:
        return len(self.durations)

    @property
    def repeated(self) -> bool:
        """Whether some patient has more than one row, so that rows are not independent."""
        return len(set(self.patients.tolist())) < len(self)

    def some_event(self, what: str) -> None:
        """Raise UndefinedError where nobody had the outcome."""
        if not self.events.any():
            raise UndefinedError(f"{what} is not defined: nobody had the outcome (0 of {len(self)})")
