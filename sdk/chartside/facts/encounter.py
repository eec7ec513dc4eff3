"""A contact with care."""

from __future__ import annotations

from dataclasses import dataclass

from chartside.codes import Code
from chartside.facts.fact import Fact
from chartside.moments import Moment


@dataclass(frozen=True, slots=True)
class Encounter(Fact):
    """A contact with care: its class (AMB, IMP, EMER ...), status and period; ``reasons`` and ``discharged_to`` as they are coded there."""

    kind: str
    status: str
    since: Moment | None = None
    until: Moment | None = None
    code: Code | None = None
    reasons: tuple[Code, ...] = ()
    discharged_to: tuple[Code, ...] = ()
