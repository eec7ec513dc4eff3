"""A number with its interval, or why there is none: what a report holds in place of a bare float."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Self

from chartside.evaluation.interval import Interval
from chartside.evaluation.refusal import InputError, UndefinedError


@dataclass(frozen=True, slots=True)
class Measure:
    """A value, or None and why; an interval, or None and why. Raises InputError for no value without a reason."""

    value: float | None
    why: str = ""
    interval: Interval | None = None
    why_no_interval: str = ""

    def __post_init__(self) -> None:
        if (self.value is None) != bool(self.why):
            raise InputError("a measure has a value, or the reason why it has none")

    @classmethod
    def of(cls, value: Callable[[], float], interval: Callable[[], Interval] | None = None) -> Self:
        """Return what was found, with the reason where a number is not defined."""
        try:
            found = cls(float(value()))
        except UndefinedError as why:
            return cls(None, str(why))
        if interval is None:
            return found
        try:
            return replace(found, interval=interval())
        except UndefinedError as why:
            return replace(found, why_no_interval=str(why))

    def json(self) -> dict[str, Any]:
        """Return what a report holds: value, lower, upper and method; or value null and why."""
        if self.value is None:
            return {"value": None, "why": self.why}
        if self.interval is None:
            told = {"why_no_interval": self.why_no_interval} if self.why_no_interval else {}
            return {"value": self.value, **told}
        bounds = self.interval
        shown = {"value": self.value, "lower": bounds.lower, "upper": bounds.upper, "method": bounds.method}
        return shown | ({"undefined_resamples": bounds.undefined} if bounds.undefined else {})
