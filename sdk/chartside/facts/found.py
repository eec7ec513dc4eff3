"""What a search found, and whether it could have missed any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, overload

from chartside.facts.fact import Fact
from chartside.facts.quantity import Quantity
from chartside.missing import Missing

T_co = TypeVar("T_co", bound=Fact, covariant=True)


@dataclass(frozen=True, slots=True)
class Found(Sequence[T_co], Generic[T_co]):
    """What a search found, and whether it could have missed any.

    Empty and ``unknown is None`` is known to be absent; empty with an ``unknown`` is not known at all.
    ``left_out`` names what matched but was excluded, with the exclusion's name. ``implied`` says that nobody looked: a caller who asked
    with plain facts implied it by asking.
    """

    items: tuple[T_co, ...] = ()
    unknown: Missing | None = None
    left_out: tuple[str, ...] = ()
    implied: bool = False

    @property
    def known_absent(self) -> bool:
        """Whether the search was complete and found nothing."""
        return not self.items and self.unknown is None

    @property
    def known(self) -> bool:
        """Whether something was found, or is known to be absent."""
        return bool(self.items) or self.unknown is None

    @property
    def missing(self) -> Missing | None:
        """Why nothing can be said, or None when something was found or the absence is known."""
        return None if self.items else self.unknown

    def __bool__(self) -> bool:
        return bool(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[T_co]:
        return iter(self.items)

    @overload
    def __getitem__(self, index: int) -> T_co: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[T_co, ...]: ...
    def __getitem__(self, index: int | slice) -> T_co | tuple[T_co, ...]:
        return self.items[index]


@dataclass(frozen=True, slots=True)
class Series(Found[Quantity]):
    """One analyte over time, oldest first, in one unit."""
