"""An interval by drawing patients anew, each with all rows: deterministic by a seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol, Self, TypeVar

import numpy as np
import numpy.typing as npt

from chartside.evaluation.column import within
from chartside.evaluation.interval import Interval
from chartside.evaluation.refusal import InputError, UndefinedError

REPLICATES = 1000
_UNDEFINED = 0.1
"""Which share of resamples may leave the number undefined before the interval is one of something else."""


class Rows(Protocol):
    """What can be drawn anew: Predictions, SurvivalPredictions."""

    @property
    def patients(self) -> npt.NDArray[np.str_]:
        """Whose each row is."""
        ...

    def take(self, rows: npt.NDArray[Any]) -> Self:
        """Return these rows."""
        ...


R = TypeVar("R", bound=Rows)


def bootstrap(
    data: R, metric: Callable[[R], float], *, seed: int, replicates: int = REPLICATES, confidence: float = 0.95
) -> Interval:
    """Return the percentile interval of a metric over resamples of whole patients, the same for the same seed in whatever order rows are.

    Raises InputError for a confidence not between 0 and 1 or fewer than 20 replicates; UndefinedError where there is one patient only, the
    metric is not defined, or not in a tenth of the resamples.
    """
    within(confidence, "confidence", 0, 1)
    if replicates < 20:  # noqa: PLR2004 - fewer have no tails
        raise InputError(f"replicates must be 20 or more, and is {replicates}")
    metric(data)
    values = []
    for rows in resamples(data.patients, seed=seed, replicates=replicates):
        try:
            values.append(metric(data.take(rows)))
        except UndefinedError:
            continue
    undefined = replicates - len(values)
    if undefined > _UNDEFINED * replicates:
        raise UndefinedError(f"the interval is not defined: nor is the number in {undefined} of {replicates} resamples")
    low, high = np.quantile(values, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Interval(float(low), float(high), confidence, "bootstrap", undefined)


def resamples(patients: npt.NDArray[np.str_], *, seed: int, replicates: int) -> Iterator[npt.NDArray[np.intp]]:
    """Yield the rows of as many patients as there are, drawn with replacement, each patient with all rows.

    Raises UndefinedError where there is one patient only: nothing varies.
    """
    _, whose, counts = np.unique(patients, return_inverse=True, return_counts=True)
    if len(counts) == 1:
        raise UndefinedError("a bootstrap is not defined: there is one patient only")
    by_patient = np.split(np.argsort(whose, kind="stable"), np.cumsum(counts)[:-1])
    alone = np.concatenate(by_patient) if counts.max() == 1 else None
    draw = np.random.default_rng(seed)
    for _ in range(replicates):
        drawn = draw.integers(len(counts), size=len(counts))
        yield alone[drawn] if alone is not None else np.concatenate([by_patient[one] for one in drawn])
