"""Find where an answer turns along one number, exactly, and to which side the number itself belongs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from chartside.testing.attempt import Gist

_NARROW = Decimal("1e-9")
_PLACES = 4
_DECLARED = re.compile(r"(<=|>=|<|>)\s*(-?\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Turn:
    """A number at which answers turn; ``upper``: the number itself answers as what is above it."""

    at: Decimal
    upper: bool

    @classmethod
    def declared(cls, text: str, *, whole: bool) -> Turn | None:
        """Read ``> 180`` or ``< 45``: which number, and on which side it lies. Of whole numbers, ``> 64`` is ``>= 65``."""
        match = _DECLARED.fullmatch(text.strip())
        if match is None:
            return None
        at, upper = Decimal(match[2]), match[1] in (">=", "<")
        return cls(at + 1, upper=True) if whole and not upper else cls(at, upper)

    def __str__(self) -> str:
        return f"{'>=' if self.upper else '>'} {self.at:f}"


Say = Callable[[Decimal], Gist | None]
"""Answers for one value; None where there is a crash instead, which is for another check to say."""


def turns(say: Say, points: Iterable[Decimal], *, whole: bool) -> tuple[Turn, ...]:
    """Return every turn between neighbours of these points that lies at a number somebody would write down (up to four places)."""
    said = {point: one for point in sorted(set(points)) if (one := say(point)) is not None}
    ordered = list(said)
    found = []
    for low, high in pairwise(ordered):
        if said[low] != said[high]:
            turn = _whole(say, low, high) if whole else _exact(say, low, high)
            if turn is not None:
                found.append(turn)
    return tuple(dict.fromkeys(found))


def _whole(say: Say, low: Decimal, high: Decimal) -> Turn | None:
    below = say(low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if say(middle) == below else (low, middle)
    return Turn(high, upper=True)


def _exact(say: Say, low: Decimal, high: Decimal) -> Turn | None:
    below = say(low)
    while high - low > _NARROW:
        middle = (low + high) / 2
        low, high = (middle, high) if say(middle) == below else (low, middle)
    at = written(low, high)
    return None if at is None else Turn(at, upper=say(at) != below)


def written(low: Decimal, high: Decimal) -> Decimal | None:
    """Return the number with the fewest decimal places between two, or None where it needs more than four."""
    for places in range(_PLACES + 1):
        rounded = high.quantize(Decimal(1).scaleb(-places))
        if low <= rounded <= high:
            return rounded
    return None


def beside(values: Sequence[Decimal], *, whole: bool) -> list[Decimal]:
    """Return each number with close neighbours, so that two turns near each other are told apart."""
    step = Decimal(1) if whole else Decimal("0.000001")
    return [v + shift for v in values for shift in (-step, Decimal(0), step)]
