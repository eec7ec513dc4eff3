"""Compare a number with a limit, exactly, and a bound as every number that it leaves possible."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from chartside import Missing, Quantity
from plugins.biomarkers.logic import Truth

AGE = "age"
"""The one input by which a limit may be multiplied."""
_COMPARISON = re.compile(rf"(<=|>=|<|>|=)\s*(-?\d+(?:\.\d+)?)(?:\s*\*\s*({AGE}))?")
OPERATORS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A number compared with a limit, or with a limit times the patient's age."""

    sign: str
    limit: Decimal
    times: str = ""

    @classmethod
    def parse(cls, text: str) -> Comparison:
        """Read a comparison such as ``< 30`` or ``< 10 * age``; raise ValueError for anything else."""
        match = _COMPARISON.fullmatch(text.strip())
        if match is None:
            raise ValueError(
                'write one comparison with a number, such as "< 30" or ">= 5.5", or with one times age, such as "< 10 * age"'
            )
        return cls(match[1], Decimal(match[2]), match[3] or "")

    def judge(self, fact: Quantity | Missing, facts: Mapping[str, Any] | None = None) -> Truth:
        """Compare a measurement that is already in the rule's unit; what is missing, or a bound that decides nothing, is unknown."""
        if isinstance(fact, Missing):
            return Truth.UNKNOWN
        limit = self.limit
        if self.times:
            factor = (facts or {}).get(self.times)
            if not isinstance(factor, Quantity):
                return Truth.UNKNOWN
            limit *= factor.value
        if not fact.comparator:
            return Truth.PRESENT if OPERATORS[self.sign](fact.value, limit) else Truth.ABSENT
        return self._bound(fact, limit)

    def _bound(self, fact: Quantity, limit: Decimal) -> Truth:
        # A bound leaves one side of a number: what holds at both of its ends holds, and what holds at neither does not.
        upwards = fact.comparator[0] == ">"
        far = self.sign[0] == ("<" if not upwards else ">")
        near = OPERATORS[self.sign](fact.value, limit)
        inclusive = fact.comparator.endswith("=")
        if self.sign == "=":
            outside = fact.value > limit if upwards else fact.value < limit
            return Truth.ABSENT if outside or (fact.value == limit and not inclusive) else Truth.UNKNOWN
        if not inclusive and fact.value == limit:
            near = far
        return Truth.UNKNOWN if near != far else Truth.PRESENT if near else Truth.ABSENT

    def __str__(self) -> str:
        return f"{self.sign} {self.limit:f}" + (f" * {self.times}" if self.times else "")
