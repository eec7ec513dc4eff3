"""Contacts with care as a number: how many there were, or how many days the newest lasted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from chartside import Encounter, Found

_TAKES_PLACE = frozenset({"finished", "in-progress", "onleave", "arrived", "triaged"})
"""The states of a contact that is or was; what is planned or cancelled does not count."""


@dataclass(frozen=True, slots=True)
class Contacts:
    """Which classes of contact count (EMER, IMP), and what is taken of them."""

    classes: frozenset[str]
    take: Literal["count", "days"]

    @classmethod
    def read(cls, entry: Mapping[str, Any]) -> Contacts:
        """Make it of its entry in the table."""
        return cls(frozenset(entry["classes"]), entry["take"])

    def value(self, found: Found[Encounter], today: date) -> Decimal | None:
        """Return the count, or the days of the newest contact up to today; None where more may exist, or its begin is not known."""
        if found.unknown is not None:
            return None
        own = [one for one in found if one.kind in self.classes and one.status in _TAKES_PLACE]
        if self.take == "count":
            return Decimal(len(own))
        dated = [(one.since.wall, one) for one in own if one.since is not None]
        if not dated or len(dated) < len(own):
            return None
        begun, newest = max(dated, key=lambda pair: pair[0])
        end = newest.until.wall.date() if newest.until is not None else today
        return Decimal((end - begun.date()).days)
