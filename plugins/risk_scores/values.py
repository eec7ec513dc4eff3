"""What a score reckons with: the value of each input, or None where nobody knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

Value = Decimal | str | bool
Values = Mapping[str, Value | None]
"""By the name of the input."""
Known = Mapping[str, Value]
"""The same where nothing is missing, as a formula is given it; an optional input that was not given is not in it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the working: what an input brought, as points, as a factor, or as a share of a sum."""

    name: str
    value: Value | None
    amount: Decimal
    kind: Literal["points", "factor", "contribution"] = "points"
    input: str = ""
    """The input that it is about, where the line has a name of its own."""

    @property
    def about(self) -> str:
        """Return the name of the input that the line is about."""
        return self.input or self.name


@dataclass(frozen=True, slots=True)
class Scored:
    """What a formula came to: its results by name, the one that the bands are about, and the lines of its working."""

    headline: Decimal
    results: Mapping[str, Any]
    lines: tuple[Line, ...] = ()
    notes: Mapping[str, Any] = field(default_factory=dict)


def known_of(values: Values) -> Known:
    """Return what is known, without the rest."""
    return {name: value for name, value in values.items() if value is not None}


def number(known: Known, name: str) -> Decimal:
    """Return the number of an input; raise TypeError where it holds anything else."""
    value = known[name]
    if not isinstance(value, Decimal):
        raise TypeError(f"{name} is no number")
    return value


def word(known: Known, name: str) -> str:
    """Return the word of an input; raise TypeError where it holds anything else."""
    value = known[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} is no word")
    return value


def yes(known: Known, name: str) -> bool:
    """Return whether an input is so; raise TypeError where it holds anything else."""
    value = known[name]
    if not isinstance(value, bool):
        raise TypeError(f"{name} is neither yes nor no")
    return value
