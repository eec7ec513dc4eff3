"""A stay in hospital as readmission models count it: how long, and what came in the twelve months before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from chartside import Encounter, Found

YEAR = timedelta(days=365)
STILL = timedelta(days=2)
"""So long after its end a stay is the one that is asked about: discharge papers are written late."""
INPATIENT = frozenset({"IMP", "ACUTE", "NONAC"})
EMERGENCY = frozenset({"EMER"})
_TAKES_PLACE = frozenset({"finished", "in-progress", "onleave", "arrived"})


@dataclass(frozen=True, slots=True)
class Stay:
    """The stay that is asked about, in whole days, with the stays and emergency visits that began in the 365 days before it."""

    encounter: Encounter
    days: int
    stays: tuple[Encounter, ...]
    emergencies: tuple[Encounter, ...]

    @classmethod
    def newest(cls, encounters: Found[Encounter], today: date) -> Stay | None:
        """Return the stay that goes on, or that ended within the last two days; None where there is none with a known begin."""
        dated = [(e.since.wall.date(), e) for e in encounters if e.since is not None and e.status in _TAKES_PLACE]
        own = [(begun, e) for begun, e in dated if e.kind in INPATIENT and begun <= today]
        if not own:
            return None
        begun, newest = max(own, key=lambda pair: (pair[0], pair[1].ref))
        ended = newest.until.wall.date() if newest.until is not None else today
        if today - ended > STILL or (newest.until is None and newest.status == "finished"):
            return None
        before = [(b, e) for b, e in dated if begun - YEAR <= b < begun]
        return cls(
            newest,
            (ended - begun).days,
            tuple(e for _, e in before if e.kind in INPATIENT),
            tuple(e for _, e in before if e.kind in EMERGENCY),
        )
