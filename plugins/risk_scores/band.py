"""A stretch of a score with its name, and what a clinician is told there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from chartside.cards import Indicator
from plugins.risk_scores.condition import SIDES, Condition, every
from plugins.risk_scores.values import Values


@dataclass(frozen=True, slots=True)
class Band:
    """From where it begins, its name, and the card that it makes; without an indicator it is quiet.

    ``when`` holds it for some patients only, as where a limit depends on age; with ``lines`` it is reached only where one of these items
    gave points (septic shock: sepsis with points of the circulation).
    """

    name: str
    begins: Condition | None
    when: tuple[Condition, ...]
    indicator: Indicator | None
    says: str
    lines: frozenset[str] = frozenset()

    @classmethod
    def read(cls, entry: Mapping[str, Any]) -> Band:
        """Make a band of its entry; one without an edge holds for all that is left."""
        begins = Condition.read(entry, "score") if SIDES & entry.keys() else None
        when = tuple(Condition.read(one) for one in entry.get("when", ()))
        lines = frozenset(entry.get("lines", ()))
        return cls(entry["name"], begins, when, entry.get("indicator"), entry.get("says", ""), lines)

    def holds(self, score: Decimal) -> bool:
        """Return whether a score lies in it, when it lies in none above."""
        return self.begins is None or self.begins.holds({"score": score}) is True


def of_patient(bands: Sequence[Band], values: Values, given: Collection[str] = ()) -> tuple[Band, ...]:
    """Return the bands that hold for a patient, as far as is known; ``given`` are the items known to have given points."""
    return tuple(
        band
        for band in bands
        if every(c.holds(values) for c in band.when) is not False and (not band.lines or band.lines.intersection(given))
    )


def band_of(bands: Sequence[Band], score: Decimal) -> Band | None:
    """Return the band of a score, or None where the table names none."""
    return next((band for band in bands if band.holds(score)), None)


def between(bands: Sequence[Band], low: Decimal, high: Decimal) -> list[Band]:
    """Return the bands that a score from low to high can lie in, highest first."""
    first, last = band_of(bands, high), band_of(bands, low)
    if first is None or last is None:
        return []
    return list(bands[bands.index(first) : bands.index(last) + 1])


def edges(bands: Sequence[Band]) -> tuple[Decimal, ...]:
    """Return where bands begin."""
    return tuple(band.begins.edge for band in bands if band.begins and isinstance(band.begins.edge, Decimal))
