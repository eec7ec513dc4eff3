"""Lines inside of others: any of them is so, all of them are, or one is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from chartside import Fact
from chartside.inputs import Request
from plugins.biomarkers.conditions.line import Facts, Line
from plugins.biomarkers.logic import Truth, every, some


@dataclass(frozen=True, slots=True)
class Composed:
    """Any of these lines is so, all of them are, or the one is not."""

    say: str
    of: Literal["any", "all", "not"]
    lines: tuple[Line, ...]
    required: bool = False

    def requests(self) -> Mapping[str, Request]:
        """Ask for what the lines read."""
        return {name: request for one in self.lines for name, request in one.requests().items()}

    def judge(self, facts: Facts) -> Truth:
        """Judge the lines together."""
        truths = [one.judge(facts) for one in self.lines]
        if self.of == "not":
            return ~truths[0]
        return some(truths) if self.of == "any" else every(truths)

    def support(self, facts: Facts) -> tuple[Fact, ...]:
        """Cite what each line that is so rests on; that something is not there cites nothing."""
        held = (fact for one in self.lines if one.judge(facts) is Truth.PRESENT for fact in one.support(facts))
        return tuple(dict.fromkeys(held))
