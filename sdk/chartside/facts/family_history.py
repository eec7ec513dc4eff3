"""One condition of one relative."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from chartside.codes import Code
from chartside.facts.fact import Fact


@dataclass(frozen=True, slots=True)
class FamilyHistory(Fact):
    """A condition that a relative has or had; ``onset_age`` is in years, where the record gives an age."""

    relationship: Code | None
    code: Code
    codings: tuple[Code, ...] = ()
    relative: str = ""
    """How the record words the relationship."""
    display: str = ""
    status: str = ""
    sex: str | None = None
    onset_age: Decimal | None = None
    died_of_it: bool | None = None
