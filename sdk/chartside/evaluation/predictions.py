"""What a model said beside what happened, row by row, and of which patient each row is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self, TypeAlias

import numpy as np
import numpy.typing as npt

from chartside.evaluation.column import Column, Flags, Floats, flags, labels, numbers, same_length
from chartside.evaluation.refusal import InputError, UndefinedError


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """Outcomes and probabilities that were checked once, so that every measure can rely on them; made by ``of``."""

    outcomes: Flags
    probabilities: Floats
    patients: npt.NDArray[np.str_]

    @classmethod
    def of(cls, outcomes: Column, probabilities: Column, *, patients: Column | None = None) -> Self:
        """Return checked predictions: outcomes are 0 or 1, probabilities are those of outcome 1, between 0 and 1.

        ``patients`` says whose each row is (text or whole numbers). Without it each row is taken to be of a patient of its own, and
        intervals are too narrow where that is not so. Raises InputError for what is missing, out of bounds or of another length.
        """
        happened = flags(outcomes, "outcomes")
        said = numbers(probabilities, "probabilities", least=0, most=1)
        whose = np.arange(len(happened)).astype(str) if patients is None else labels(patients, "patients")
        same_length(outcomes=happened, probabilities=said, patients=whose)
        return cls(happened, said, whose)

    def take(self, rows: npt.NDArray[Any]) -> Self:
        """Return these rows, by number or by a mask; raise InputError where none is left."""
        happened = self.outcomes[rows]
        if not len(happened):
            raise InputError("no row is left to evaluate")
        return type(self)(happened, self.probabilities[rows], self.patients[rows])

    def __len__(self) -> int:
        return len(self.outcomes)

    @property
    def events(self) -> int:
        """How many rows had the outcome."""
        return int(self.outcomes.sum())

    @property
    def repeated(self) -> bool:
        """Whether some patient has more than one row, so that rows are not independent."""
        return len(set(self.patients.tolist())) < len(self)

    def both_classes(self, what: str) -> None:
        """Raise UndefinedError where all rows have the outcome, or none has."""
        if self.events in (0, len(self)):
            which = "no row has" if self.events == 0 else "every row has"
            raise UndefinedError(f"{what} is not defined: {which} the outcome ({self.events} of {len(self)})")


Metric: TypeAlias = Callable[[Predictions], float]
"""One number of predictions; it raises UndefinedError where there is none."""
