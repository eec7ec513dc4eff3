"""A line about a medicine: what was read of it, each with the offsets of the words that say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from chartside.codes import Code

Status = Literal["started", "stopped", "changed", "continued"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Quantity:
    """So much of a unit, at ``text[start:end]``; ``high`` where a range was given."""

    value: Decimal
    unit: str
    start: int
    end: int
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What the words at ``text[start:end]`` say."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Timing:
    """How often, as FHIR R4 ``Timing.repeat``; ``spans`` are the words that say it, which need not stand together."""

    repeat: Mapping[str, Any]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Caution:
    """A form at ``text[start:end]`` that was misread before, or a name that looks like another."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MedicationLine:
    """What a text says of one medicine, and of one dose of it: a taper is several lines.

    ``start`` to ``end`` reaches from the first of the name and its attributes to the last. None is what was not said, or was not to be
    read: ``abstained`` then says why. ``dose`` is the amount of one administration; ``rate`` one of an infusion.
    """

    start: int
    end: int
    name_start: int
    name_end: int
    ingredient: str
    ingredients: tuple[str, ...]
    codes: tuple[Code, ...] = ()
    strength: Quantity | None = None
    dose: Quantity | None = None
    rate: Quantity | None = None
    form: Said | None = None
    route: Said | None = None
    timing: Timing | None = None
    prn: Span | None = None
    prn_reason: Said | None = None
    duration: Quantity | None = None
    over: Quantity | None = None
    status: Status | None = None
    status_at: Span | None = None
    abstained: str = ""
    cautions: tuple[Caution, ...] = ()
    text: str = field(default="", repr=False)
    """The words from ``start`` to ``end``."""
    evidence: Mapping[str, tuple[Span, ...]] = field(default_factory=dict, hash=False, compare=False)
    """The words for each attribute, by its name in the answer."""

    def quote(self, said: Said) -> str:
        """Return the words that say it."""
        return self.text[said.start - self.start : said.end - self.start]
