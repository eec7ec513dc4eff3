"""Two arms compared: absolute risk difference, and how many to treat for one more to benefit, or to be harmed."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot
from typing import Literal

from chartside.evaluation.interval import Interval
from chartside.evaluation.proportion import Proportion
from chartside.evaluation.refusal import InputError, UndefinedError

Direction = Literal["benefit", "harm"]
_SAME = 1e-12
"""Risks nearer than this differ by how floats round."""


@dataclass(frozen=True, slots=True)
class NumberNeeded:
    """How many are treated for one outcome fewer (benefit: NNT) or one more (harm: NNH); positive, and not rounded up."""

    value: float
    direction: Direction

    @property
    def signed(self) -> float:
        """The number with its sign: positive is benefit, negative is harm."""
        return self.value if self.direction == "benefit" else -self.value


@dataclass(frozen=True, slots=True)
class Arms:
    """How many had the unwanted outcome, of how many, in each arm."""

    treated: Proportion
    control: Proportion


def absolute_risk_difference(treated: float, control: float) -> float:
    """Return the risk of the treated less that of the controls, -1 to 1; raise InputError where a risk is not within 0 to 1."""
    for name, risk in (("treated", treated), ("control", control)):
        if not 0 <= risk <= 1:
            raise InputError(f"{name}: a risk must be within 0 to 1, and is {risk:g}")
    return treated - control


def number_needed(treated: float, control: float) -> NumberNeeded:
    """Return the number needed from two risks of something unwanted: to treat (NNT), or to harm (NNH) where the treated have more of it.

    Raises UndefinedError where the risks are the same: no number of treated people makes a difference.
    """
    difference = absolute_risk_difference(treated, control)
    if abs(difference) < _SAME:
        raise UndefinedError("number needed is not defined: the risks are the same")
    return NumberNeeded(1 / abs(difference), "benefit" if difference < 0 else "harm")


def risk_difference_interval(arms: Arms, *, confidence: float = 0.95) -> Interval:
    """Return Newcombe's interval of the absolute risk difference, from Wilson's of each arm (method 10, 1998)."""
    treated, control = arms.treated, arms.control
    ours, theirs = treated.wilson(confidence), control.wilson(confidence)
    middle = treated.value - control.value
    below = hypot(treated.value - ours.lower, theirs.upper - control.value)
    above = hypot(ours.upper - treated.value, control.value - theirs.lower)
    return Interval(middle - below, middle + above, confidence, "newcombe")


def number_needed_interval(arms: Arms, *, confidence: float = 0.95) -> tuple[NumberNeeded, NumberNeeded]:
    """Return the bounds of the number needed, the smaller first, from those of the risk difference.

    Raises UndefinedError where the difference may be nothing: the number then runs through infinity from benefit to harm (Altman, 1998).
    """
    found = risk_difference_interval(arms, confidence=confidence)
    if found.lower <= 0 <= found.upper:
        raise UndefinedError("the interval is not defined: the risks may be the same, so it runs from benefit to harm")
    direction: Direction = "benefit" if found.upper < 0 else "harm"
    low, high = sorted((1 / abs(found.lower), 1 / abs(found.upper)))
    return NumberNeeded(low, direction), NumberNeeded(high, direction)
