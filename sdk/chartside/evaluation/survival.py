"""What a survival model said beside what happened: for each row its follow-up, and the risk that was said of the outcome by a horizon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from chartside.evaluation.column import Column, Floats, numbers, same_length
from chartside.evaluation.follow_up import FollowUp
from chartside.evaluation.refusal import InputError


@dataclass(frozen=True, slots=True, eq=False)
class SurvivalPredictions:
    """Follow-up and risks that were checked once; made by ``of``."""

    follow_up: FollowUp
    risks: Floats
    horizon: float

    @classmethod
    def of(cls, follow_up: FollowUp, risks: Column, *, horizon: float) -> Self:
        """Return checked predictions: risks, 0 to 1, of the outcome by the horizon, in the unit of the durations.

        Raises InputError for risks that are missing, out of bounds or of another length, and for a horizon not above 0.
        """
        said = numbers(risks, "risks", least=0, most=1)
        same_length(durations=follow_up.durations, risks=said)
        if not 0 < horizon < np.inf:
            raise InputError(f"horizon must be above 0, and is {horizon:g}")
        return cls(follow_up, said, float(horizon))

    @property
    def patients(self) -> npt.NDArray[np.str_]:
        """Whose each row is."""
        return self.follow_up.patients

    def take(self, rows: npt.NDArray[Any]) -> Self:
        """Return these rows, by number or by a mask."""
        return type(self)(self.follow_up.take(rows), self.risks[rows], self.horizon)
