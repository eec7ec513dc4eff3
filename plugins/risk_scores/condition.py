"""Whether an input lies on one side of an edge, or is a certain word; three-valued, because it may not be known."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from plugins.risk_scores.values import Value, Values

_HOLDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "from": operator.ge,
    "above": operator.gt,
    "below": operator.lt,
    "to": operator.le,
    "is": operator.eq,
    "among": lambda value, edges: value in edges,
}
SIDES = frozenset(_HOLDS)
"""How a table names a comparison: ``from`` and ``to`` include their edge, ``above`` and ``below`` do not."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of an input with an edge."""

    input: str
    side: str
    edge: Value | tuple[Value, ...]

    @classmethod
    def read(cls, entry: Mapping[str, Any], input: str = "") -> Condition:
        """Make the condition of a table's entry; ValueError where it names no comparison or several."""
        sides = sorted(SIDES & entry.keys())
        if len(sides) != 1:
            raise ValueError(f"a condition on {entry.get('input', input)!r} needs one of {', '.join(sorted(SIDES))}")
        side = sides[0]
        return cls(entry.get("input", input), side, as_edge(entry[side]))

    def holds(self, values: Values) -> bool | None:
        """Return whether it holds, or None where the input is not known."""
        value = values.get(self.input)
        return None if value is None else _HOLDS[self.side](value, self.edge)


def as_edge(written: Any) -> Value | tuple[Value, ...]:
    """Return the edge of a comparison as a table wrote it, several of them for ``among``."""
    return tuple(as_value(one) for one in written) if isinstance(written, list) else as_value(written)


def as_value(written: Any) -> Value:
    """Return what a table wrote as a value: whole numbers are Decimal too."""
    return written if isinstance(written, bool | str | Decimal) else Decimal(written)


def some(truths: Iterable[bool | None]) -> bool | None:
    """Return whether any holds; None where none is known to hold and one is not known."""
    known = list(truths)
    return True if True in known else None if None in known else False


def every(truths: Iterable[bool | None]) -> bool | None:
    """Return whether all hold; None where none is known to fail and one is not known."""
    known = list(truths)
    return False if False in known else None if None in known else True
