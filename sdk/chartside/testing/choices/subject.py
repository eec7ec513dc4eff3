"""The input that choices are made for: its name, what the analysis knows, and the moment of the question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from chartside.codes import Code, CodeSet
from chartside.gates import Gate
from chartside.moments import Moment
from chartside.testing.bundle import UNRELATED
from chartside.testing.mined import Mined


@dataclass(frozen=True, slots=True)
class Subject:
    """One input of one analysis, at one moment."""

    name: str
    mined: Mined
    gate: Gate | None
    now: datetime

    def ref(self, kind: str, number: int = 1) -> str:
        """Return the reference of a made-up resource of this input."""
        return f"{kind}/{self.name.replace('_', '-')}-{number}"

    def ago(self, **back: float) -> Moment:
        """Return the moment so long before the question."""
        return Moment.at(self.now - timedelta(**back))

    def members(self, what: CodeSet | None, most: int = 3) -> Sequence[Code]:
        """Return codes that are in a set; without a set, those that the analysis knows, else an unrelated one."""
        if what is not None:
            return tuple(islice(_members(what), most)) or (UNRELATED,)
        known = [m for one in self.mined.sets for m in islice(_members(one), most)]
        return tuple(dict.fromkeys((*known, *self.mined.codes)))[: most * 4] or (UNRELATED,)


def _members(what: CodeSet) -> Iterable[Code]:
    excluded = what.excludes
    single = sorted(what.codes, key=lambda c: (c.system, c.value))
    begun = [Code(s, start, what.display) for s in sorted(what.prefixes) for start in sorted(what.prefixes[s])]
    # One of each system before a second of any: a set that is read by one system only is a finding.
    for rank in range(max(len(single), len(begun))):
        for codes in (single, begun):
            if rank < len(codes) and (excluded is None or codes[rank] not in excluded):
                yield codes[rank]
