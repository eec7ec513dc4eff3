"""The binned calibration curve: what was said beside what happened, from the lowest probabilities to the highest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chartside.evaluation.column import Floats
from chartside.evaluation.predictions import Predictions
from chartside.evaluation.proportion import Proportion
from chartside.evaluation.refusal import InputError


@dataclass(frozen=True, slots=True)
class Bin:
    """Rows of like probability: the mean that was said, and how many had the outcome."""

    predicted: float
    observed: Proportion


def reliability(predictions: Predictions, *, bins: int = 10) -> tuple[Bin, ...]:
    """Return the curve in bins of about as many rows each, lowest first; fewer where many rows share a probability."""
    where = quantile_bins(predictions.probabilities, bins)
    found = []
    for one in np.unique(where):
        rows = where == one
        happened = Proportion(int(predictions.outcomes[rows].sum()), int(rows.sum()), "observed risk")
        found.append(Bin(float(predictions.probabilities[rows].mean()), happened))
    return tuple(found)


def quantile_bins(values: Floats, bins: int) -> npt.NDArray[np.intp]:
    """Return the bin of each value, between quantiles; equal values share a bin. Raises InputError where bins is less than 1."""
    if bins < 1:
        raise InputError(f"bins must be 1 or more, and is {bins}")
    edges = np.quantile(values, np.linspace(0, 1, bins + 1))
    return np.searchsorted(edges[1:-1], values)
