"""One analyte of the table: its canonical unit, how others become it, and what a living person can have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Context, Decimal

# Worked in more digits than are kept, so that a way there and back is not seen; never in the caller's context, which anybody may
# have changed.
_WORK = Context(prec=60, rounding=ROUND_HALF_EVEN)
_KEEP = Context(prec=28, rounding=ROUND_HALF_EVEN)
_ZERO, _ONE, _HUNDRED = Decimal(0), Decimal(1), Decimal(100)


@dataclass(frozen=True, slots=True)
class Conversion:
    """How a number in one unit becomes the canonical one: (number - zero) x times / over + plus."""

    times: Decimal = _ONE
    over: Decimal = _ONE
    zero: Decimal = _ZERO
    plus: Decimal = _ZERO

    @property
    def same(self) -> bool:
        """Whether the number stays as it is."""
        return self.proportional and self.times == self.over

    @property
    def proportional(self) -> bool:
        """Whether a factor says it all; a temperature in [degF] needs more."""
        return not self.zero and not self.plus

    def there(self, number: Decimal) -> Decimal:
        """Return the canonical number, in working digits."""
        moved = _WORK.multiply(_WORK.subtract(number, self.zero), self.times)
        return _WORK.add(_WORK.divide(moved, self.over), self.plus)

    def back(self, canonical: Decimal) -> Decimal:
        """Return the number in this unit, in working digits."""
        moved = _WORK.multiply(_WORK.subtract(canonical, self.plus), self.over)
        return _WORK.add(_WORK.divide(moved, self.times), self.zero)


@dataclass(frozen=True, slots=True)
class Analyte:
    """One analyte: its canonical unit, how each other unit becomes it, and the range that no living person leaves.

    ``spellings`` are spellings that mean a unit for this analyte only, each exactly as written. ``blank`` says that a number without a
    unit is in the canonical one. A number of at most ``fraction`` in the canonical unit was written as a fraction of one.
    """

    canonical: str
    units: Mapping[str, Conversion]
    plausible: tuple[Decimal, Decimal]
    because: str = ""
    mass: Decimal | None = None
    spellings: Mapping[str, str] = field(default_factory=dict)
    blank: bool = False
    fraction: Decimal | None = None

    @property
    def factors(self) -> Mapping[str, Decimal]:
        """Return how many canonical units one of each other unit is, where a factor says it all."""
        return {unit: _KEEP.divide(c.times, c.over) for unit, c in self.units.items() if c.proportional}

    def conversion(self, unit: str) -> Conversion | None:
        """Return how a unit becomes the canonical one, or None where the table does not know it for this analyte."""
        return _AS_IT_IS if unit == self.canonical else self.units.get(unit)

    def meant(self, number: Decimal, unit: str) -> Decimal:
        """Return the number that was meant: of a percentage that nobody can have, the fraction that was written in its place."""
        if self.fraction is not None and unit == self.canonical and _ZERO < number <= self.fraction:
            return _WORK.multiply(number, _HUNDRED)
        return number


_AS_IT_IS = Conversion()


def kept(number: Decimal) -> Decimal:
    """Round working digits to those that are kept, without zeros that say nothing."""
    return Decimal(format(_KEEP.plus(number).normalize(_KEEP), "f"))
