"""A Cox model as served: from a JSON file to a log-hazard that adds up and a probability by the horizon, all in Decimal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from typing import Any

from plugins.risk_models.cox_input import CoxInput
from plugins.risk_models.cox_term import CoxTerm, Value

_PRECISE = Context(prec=34)
"""Whatever precision the caller works at, the same file and the same values give the same digits."""


@dataclass(frozen=True, slots=True)
class Cox:
    """``survival`` is the average patient's chance to be without the event at ``horizon`` days; ``average`` the risk seen in training."""

    horizon: int
    survival: Decimal
    average: Decimal
    inputs: Mapping[str, CoxInput]
    terms: tuple[CoxTerm, ...]

    def outside(self, values: Mapping[str, Value]) -> Iterator[CoxInput]:
        """Yield the inputs of which training saw no such value."""
        return (self.inputs[name] for name, value in values.items() if not self.inputs[name].holds(value))

    def added(self, values: Mapping[str, Value]) -> dict[str, Decimal]:
        """Return what each known input adds to the log-hazard of the average patient."""
        with localcontext(_PRECISE):
            return {name: self._adds(name, value) for name, value in values.items()}

    def probability(self, log_hazard: Decimal) -> Decimal:
        """Return the risk by the horizon: 1 - S0 ** exp(log-hazard)."""
        with localcontext(_PRECISE):
            return 1 - (self.survival.ln() * log_hazard.exp()).exp()

    def reach(self, values: Mapping[str, Value]) -> tuple[Decimal, Decimal]:
        """Return the least and the greatest risk that is still possible where inputs are not known: each could be what training saw."""
        with localcontext(_PRECISE):
            known = sum((self._adds(name, value) for name, value in values.items()), Decimal(0))
            low = high = known
            for name in self.inputs.keys() - values.keys():
                could = [self._adds(name, value) for value in self.inputs[name].ends(self._of(name))]
                low, high = low + min(could), high + max(could)
            return self.probability(low), self.probability(high)

    def _adds(self, name: str, value: Value) -> Decimal:
        return sum((term.adds(value) for term in self._of(name)), Decimal(0))

    def _of(self, name: str) -> list[CoxTerm]:
        return [term for term in self.terms if term.input == name]


def read(content: bytes) -> Cox:
    """Make the model of its file; raise ValueError for one that is not whole."""
    file: Mapping[str, Any] = json.loads(content, parse_float=Decimal)
    terms = tuple(CoxTerm.read(entry) for entry in file["terms"])
    inputs = {name: CoxInput.read(name, entry) for name, entry in file["inputs"].items()}
    if {term.input for term in terms} != inputs.keys():
        raise ValueError("the model's terms and its inputs do not name the same things")
    return Cox(int(file["horizon_days"]), file["baseline_survival"], file["average_risk"], inputs, terms)
