"""What comes of acting at a threshold: who is flagged and who is not, rightly and wrongly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from chartside.evaluation.predictions import Predictions
from chartside.evaluation.proportion import Proportion
from chartside.evaluation.refusal import InputError, UndefinedError


@dataclass(frozen=True, slots=True)
class Confusion:
    """The four counts at a threshold; a row is flagged where its probability is the threshold or more."""

    true_positives: int
    false_positives: int
    false_negatives: int
    true_negatives: int

    @classmethod
    def at(cls, predictions: Predictions, threshold: float) -> Self:
        """Count at a threshold from 0 to 1; raise InputError where it is not."""
        if not 0 <= threshold <= 1:
            raise InputError(f"threshold must be within 0 to 1, and is {threshold:g}")
        flagged = predictions.probabilities >= threshold
        found = int(np.count_nonzero(flagged & predictions.outcomes))
        alarms = int(np.count_nonzero(flagged)) - found
        return cls(found, alarms, predictions.events - found, len(predictions) - predictions.events - alarms)

    @property
    def rows(self) -> int:
        """How many were counted."""
        return self.true_positives + self.false_positives + self.false_negatives + self.true_negatives

    @property
    def flagged(self) -> Proportion:
        """Those flagged, of all."""
        return Proportion(self.true_positives + self.false_positives, self.rows, "the share flagged")

    @property
    def sensitivity(self) -> Proportion:
        """Those flagged, of those with the outcome."""
        return Proportion(self.true_positives, self.true_positives + self.false_negatives, "sensitivity")

    @property
    def specificity(self) -> Proportion:
        """Those not flagged, of those without the outcome."""
        return Proportion(self.true_negatives, self.true_negatives + self.false_positives, "specificity")

    @property
    def ppv(self) -> Proportion:
        """Those with the outcome, of those flagged."""
        return Proportion(self.true_positives, self.true_positives + self.false_positives, "PPV")

    @property
    def npv(self) -> Proportion:
        """Those without the outcome, of those not flagged."""
        return Proportion(self.true_negatives, self.true_negatives + self.false_negatives, "NPV")

    @property
    def youden_j(self) -> float:
        """Sensitivity plus specificity less 1: -1 to 1, and 0 for chance."""
        return self.sensitivity.value + self.specificity.value - 1

    @property
    def number_needed_to_evaluate(self) -> float:
        """How many flagged must be looked at to find one with the outcome: 1 / PPV; raises UndefinedError where none is found."""
        if self.true_positives == 0:
            raise UndefinedError("number needed to evaluate is not defined: nobody flagged had the outcome")
        return 1 / self.ppv.value
