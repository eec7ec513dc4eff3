"""One term of a Cox model: how an input's value is transformed, its coefficient, and where the average patient lies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

Value: TypeAlias = Decimal | str | bool
"""A number, one of an input's words, or yes and no."""
_ONE, _NOTHING = Decimal(1), Decimal(0)


def _number(value: Value) -> Decimal:
    if not isinstance(value, Decimal):
        raise TypeError("a term over numbers was given something else")
    return value


_TRANSFORMS: Mapping[str, Callable[[Value, Any], Decimal]] = {
    "linear": lambda value, _: _number(value),
    "above": lambda value, at: max(_NOTHING, _number(value) - at),
    "below": lambda value, at: max(_NOTHING, at - _number(value)),
    "decay": lambda value, at: (-at * _number(value)).exp(),
    "log1p": lambda value, _: (_ONE + _number(value)).ln(),
    "is": lambda value, at: _ONE if value == at else _NOTHING,
}
"""By kind: ``above`` and ``below`` count from a knot, ``decay`` is exp(-at x), ``is`` is 1 for one word, or for yes."""
KNOTTED = frozenset({"above", "below"})


@dataclass(frozen=True, slots=True)
class CoxTerm:
    """``coefficient`` x (transformed value - ``centre``) is what it adds to the log-hazard of the average patient."""

    input: str
    kind: str
    at: Value | None
    coefficient: Decimal
    centre: Decimal

    @classmethod
    def read(cls, entry: Mapping[str, Any]) -> CoxTerm:
        """Make the term of its entry in the file; raise ValueError for a transform that nobody knows."""
        if entry["kind"] not in _TRANSFORMS:
            raise ValueError(f"no transform is called {entry['kind']!r}; there are {', '.join(_TRANSFORMS)}")
        at = entry.get("at")
        knot = Decimal(at) if isinstance(at, int | Decimal) and not isinstance(at, bool) else at
        return cls(entry["input"], entry["kind"], knot, Decimal(entry["coefficient"]), Decimal(entry["centre"]))

    def transformed(self, value: Value) -> Decimal:
        """Return the value as the model takes it."""
        return _TRANSFORMS[self.kind](value, self.at)

    def adds(self, value: Value) -> Decimal:
        """Return what this value adds to the log-hazard."""
        return self.coefficient * (self.transformed(value) - self.centre)
