"""One condition of one relative."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from chartside.codes import Code
from chartside.facts.fact import Fact


@dataclass(frozen=True, slots=True)
class FamilyHistory(Fact):
    """A condition that a relative has or had.

    ``onset_age`` is in years, where the record gives an age. Where it gives a range, ``onset_from`` and ``onset_to`` are its bounds and
    there is no age; ``onset`` is the record's wording of anything else.
    """

    relationship: Code | None
    code: Code
    codings: tuple[Code, ...] = ()
    relative: str = ""
    """How the record words the relationship."""
    display: str = ""
    status: str = ""
    sex: str | None = None
    onset_age: Decimal | None = None
    onset_from: Decimal | None = None
    onset_to: Decimal | None = None
    onset: str = ""
    died_of_it: bool | None = None
    """Whether it contributed to the relative's death; None where the record does not say."""
