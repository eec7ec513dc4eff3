"""What each input added to a prediction: parts that add up to the whole, in a named unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

Scale = Literal["probability", "log-odds", "log-hazard"]
TOLERANCE = Decimal("1e-9")
"""How far the sum of the parts may lie from the whole, on the scale that is explained."""
DIGITS = Decimal("1e-12")
"""To what a part is rounded: the last bits of a float differ from machine to machine."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """One input: its value as the model took it, what it added, and what of the record it was (``cites``, JSON).

    ``said`` is how a reader is told the value, where that is otherwise: the exact age of somebody who counts by tens, the name of a code.
    """

    name: str
    value: Decimal | int | str | bool
    amount: float | Decimal
    unit: str = ""
    display: str = ""
    said: str = ""
    cites: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contributions:
    """``base`` and the amounts of ``terms`` add up to ``total`` on ``scale``; ``method`` says how they were found.

    A forest explains a probability, boosting and logistic regression explain log-odds, a Cox model a log-hazard: the scale is part of
    the explanation. Raises ValueError for parts that do not add up.
    """

    scale: Scale
    base: float | Decimal
    total: float | Decimal
    method: str
    terms: tuple[Contribution, ...]

    def __post_init__(self) -> None:
        if not all(Decimal(one).is_finite() for one in (self.base, self.total, *(t.amount for t in self.terms))):
            raise ValueError("contributions add up to no number: one of them is not finite")
        whole = sum((Decimal(t.amount) for t in self.terms), Decimal(self.base))
        if abs(whole - Decimal(self.total)) > TOLERANCE:
            raise ValueError(f"contributions add up to {whole:.12f}, and the prediction is {Decimal(self.total):.12f}")

    def largest(self) -> tuple[Contribution, ...]:
        """Return the terms by what they added, up or down, the largest first."""
        return tuple(sorted(self.terms, key=lambda t: (-abs(Decimal(t.amount)), t.name)))

    def working(self) -> dict[str, Any]:
        """Return ``terms`` and ``explained`` as the working of an answer holds them: the page draws its picture from these."""
        return {
            "terms": [
                {
                    "name": t.name,
                    "display": t.display,
                    "value": t.value,
                    "unit": t.unit,
                    "said": t.said,
                    "contribution": _rounded(t.amount),
                    **t.cites,
                }
                for t in self.largest()
            ],
            "explained": {
                "scale": self.scale,
                "base": _rounded(self.base),
                "total": _rounded(self.total),
                "method": self.method,
            },
        }


def _rounded(amount: float | Decimal) -> Decimal:
    return Decimal(amount).quantize(DIGITS)


def explained(working: Any) -> Iterable[dict[str, Any]]:
    """Return the terms of a working that explain a prediction; none where it explains none."""
    if not isinstance(working, dict) or not isinstance(working.get("explained"), dict):
        return ()
    return [t for t in working.get("terms", ()) if isinstance(t, dict) and "contribution" in t]
