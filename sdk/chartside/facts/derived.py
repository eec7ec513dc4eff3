"""A fact that no resource states: one analysis makes it out of others, and other analyses read it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from chartside.facts.fact import Fact
from chartside.facts.found import Found
from chartside.moments import Moment


@dataclass(frozen=True, slots=True)
class Derived(Fact):
    """One derived fact by its kind's name; ``basis`` holds the refs of what it was made of, ``by`` the analysis that made it."""

    name: str
    value: str | Decimal | bool
    effective: Moment | None = None
    display: str = ""
    basis: tuple[str, ...] = ()
    by: str = ""

    def because(self, *facts: Fact | Found[Any]) -> Derived:
        """Cite the facts that this one is made of."""
        refs = [ref for fact in facts for ref in ([f.ref for f in fact] if isinstance(fact, Found) else [fact.ref])]
        return replace(self, basis=tuple(dict.fromkeys((*self.basis, *refs))))


@dataclass(frozen=True, slots=True)
class DerivedKind:
    """What a derived fact can say: the name by which provider and reader meet, and the values it may have (none: any of its type).

    Provider and reader need not know each other: the kind stands in a vocabulary that both import.
    """

    name: str
    display: str
    values: tuple[str, ...] = ()
    type: type[str] | type[Decimal] | type[bool] = str

    def of(self, value: str | Decimal | bool, effective: Moment | None = None, display: str = "") -> Derived:
        """Make a fact of this kind; raise ValueError for a value that it cannot have."""
        if not isinstance(value, self.type) or (self.values and value not in self.values):
            raise ValueError(
                f"{self.name} cannot have this value; give {' or '.join(self.values) or self.type.__name__}"
            )
        return Derived(self.name, value, effective, display or self.display)
