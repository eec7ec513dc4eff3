"""A measured value in one unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from chartside.codes import Code
from chartside.facts.fact import Fact
from chartside.moments import Moment

Comparator = Literal["", "<", "<=", ">=", ">"]


@dataclass(frozen=True, slots=True)
class Quantity(Fact):
    """A measured value in the unit that the analysis asked for; ``reported`` is the record's own wording.

    ``comparator`` makes it a bound (``>`` 60) and not a value; only an analysis whose request says ``bounds=True`` is given one.
    """

    value: Decimal
    unit: str
    effective: Moment | None = None
    code: Code | None = None
    display: str = ""
    reported: str = ""
    comparator: Comparator = ""
