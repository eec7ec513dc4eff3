"""Creatinine clearance by Cockcroft and Gault, as the labels of medicines mean it, compares so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from chartside import CodeSet, Fact, Latest, Quantity, Word
from chartside.inputs import AgeRequest, Request, SexRequest
from plugins.biomarkers.conditions.comparison import Comparison
from plugins.biomarkers.conditions.line import Facts
from plugins.biomarkers.logic import Truth

NAME = "creatinine_clearance"
"""The number that bands and texts may speak of."""
_OF_WOMEN = Decimal("0.85")


@dataclass(frozen=True, slots=True)
class Cleared:
    """Clearance of creatinine in mL/min, by age, sex, actual weight and the newest creatinine, compares so.

    The formula is for adults: a rule asks for the age besides.
    """

    say: str
    creatinine: CodeSet
    weight: CodeSet
    max_age: timedelta
    comparison: Comparison
    required: bool = False
    name: str = NAME

    def requests(self) -> Mapping[str, Request]:
        """Ask for the terms of the formula; a weight of the last year is good enough, a creatinine is not."""
        return {
            "age": AgeRequest(),
            "sex": SexRequest(),
            "weight": Latest(self.weight, "kg", timedelta(days=365)),
            "creatinine": Latest(self.creatinine, "mg/dL", self.max_age),
        }

    def judge(self, facts: Facts) -> Truth:
        """Judge the clearance; where a term is missing it is unknown."""
        found = clearance(facts)
        return Truth.UNKNOWN if found is None else self.comparison.judge(found)

    def support(self, facts: Facts) -> tuple[Fact, ...]:
        """Cite the terms."""
        return tuple(facts[name] for name in self.requests())


def clearance(facts: Facts) -> Quantity | None:
    """Return the clearance in mL/min (Cockcroft and Gault 1976), or None where a term is missing."""
    age, sex, weight, creatinine = (facts.get(name) for name in ("age", "sex", "weight", "creatinine"))
    if not (
        isinstance(age, Quantity)
        and isinstance(sex, Word)
        and isinstance(weight, Quantity)
        and isinstance(creatinine, Quantity)
    ):
        return None
    if creatinine.value <= 0:
        return None
    value = (140 - age.value) * weight.value / (72 * creatinine.value) * (_OF_WOMEN if sex.value == "female" else 1)
    return Quantity(max(value, Decimal(0)), "mL/min")
