"""How sure a report is of its numbers: which interval each gets, and by which seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chartside.evaluation.bootstrap import REPLICATES, R, bootstrap
from chartside.evaluation.measure import Measure
from chartside.evaluation.predictions import Predictions
from chartside.evaluation.proportion import Proportion


@dataclass(frozen=True, slots=True)
class Certainty:
    """The seed and number of resamples of a bootstrap, and the confidence of every interval."""

    seed: int
    replicates: int = REPLICATES
    confidence: float = 0.95

    def of(self, data: R, metric: Callable[[R], float]) -> Measure:
        """Return a number with its interval by bootstrap."""
        return Measure.of(
            lambda: metric(data),
            lambda: bootstrap(data, metric, seed=self.seed, replicates=self.replicates, confidence=self.confidence),
        )

    def of_share(self, predictions: Predictions, share: Callable[[Predictions], Proportion]) -> Measure:
        """Return a proportion with Wilson's interval, or by bootstrap where a patient has several rows."""
        if predictions.repeated:
            return self.of(predictions, lambda drawn: share(drawn).value)
        found = share(predictions)
        return Measure.of(lambda: found.value, lambda: found.wilson(self.confidence))
