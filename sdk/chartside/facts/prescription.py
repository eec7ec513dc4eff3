"""A medicine that was prescribed, is being ordered or is said to be taken, with how much of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from chartside.facts.coded import Coded


@dataclass(frozen=True, slots=True)
class Dosage:
    """How much is taken and how often, as the record states it; what it does not state is None, and never made up.

    Where the record gives a range, ``dose``, ``times`` and ``per_hours`` are what makes the most of it, and ``low`` is the least dose.
    ``most`` is an amount that is not to be exceeded within ``most_per_hours``. Dosages that name different ``sequence`` numbers follow
    one another, all others hold at once.
    """

    dose: Decimal | None = None
    unit: str = ""
    low: Decimal | None = None
    times: Decimal | None = None
    """How often within ``per_hours``."""
    per_hours: Decimal | None = None
    as_needed: bool = False
    most: Decimal | None = None
    most_unit: str = ""
    most_per_hours: Decimal | None = None
    sequence: int | None = None


@dataclass(frozen=True, slots=True)
class Prescription(Coded):
    """A prescription, a draft of one, or a statement that something is taken; ``since`` is when it was written."""

    current: bool = True
    """Whether it counts now: active or on hold, and no draft replaces or stops it; a draft counts."""
    drafted: bool = False
    """Whether it is being ordered just now."""
    dosages: tuple[Dosage, ...] = ()
    quantity: Decimal | None = None
    """How much one fill dispenses, in ``quantity_unit``."""
    quantity_unit: str = ""
    supply_days: Decimal | None = None
    """How long one fill lasts."""
    repeats: int | None = None
    """How many fills follow the first; None where the record does not say."""
    settings: tuple[str, ...] = ()
    """Where it is for: the codes of its categories, ``inpatient``, ``outpatient``, ``community``, ``discharge``."""
