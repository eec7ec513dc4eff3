"""Hold what was measured of an artefact against the limits of its model, in Decimal; what was not measured fails, and says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from chartside import Limit


@dataclass(frozen=True, slots=True)
class Held:
    """One limit and the number that was held against it; None where there is none, and ``lacks`` says why."""

    limit: Limit
    value: Decimal | None
    lacks: str = ""

    @property
    def met(self) -> bool:
        """Whether the number is there and within the limit."""
        low, high = self.limit.at_least, self.limit.at_most
        return self.value is not None and (low is None or self.value >= low) and (high is None or self.value <= high)

    def __str__(self) -> str:
        found = self.lacks if self.value is None else f"it is {self.value}"
        return f"{self.limit}: {found}"

    def as_json(self) -> dict[str, Any]:
        """Return the line as a record holds it, its numbers exact as text."""
        sides = {"at_least": self.limit.at_least, "at_most": self.limit.at_most}
        return {
            "measure": self.limit.measure,
            "bound": self.limit.bound,
            "value": None if self.value is None else str(self.value),
            "limit": {side: str(number) for side, number in sides.items() if number is not None},
            "met": self.met,
        }


def held(evaluation: Mapping[str, Any], limits: Iterable[Limit]) -> tuple[Held, ...]:
    """Hold an evaluation against each limit, in their order."""
    return tuple(_held(evaluation, limit) for limit in limits)


def failing(lines: Iterable[Held]) -> str:
    """Return a phrase for each limit that is not met, none where all are."""
    return "; ".join(str(one) for one in lines if not one.met)


def number(value: Any) -> Decimal | None:
    """Return a number of an evaluation as its JSON writes it; None for what is none, as NaN."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    exact = Decimal(str(value))
    return exact if exact.is_finite() else None


def _held(evaluation: Mapping[str, Any], limit: Limit) -> Held:
    measures = evaluation.get("measures")
    measure = measures.get(limit.measure) if isinstance(measures, Mapping) else None
    if not isinstance(measure, Mapping):
        return Held(limit, None, "it was not measured")
    found = number(measure.get(limit.bound))
    return Held(limit, found, "" if found is not None else f"its {limit.bound} is no number")
