"""A FHIRPath expression is true of some resource."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chartside import Fact, Found, Path, Value
from chartside.inputs import Request
from plugins.biomarkers.conditions.line import Facts
from plugins.biomarkers.logic import Truth


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A FHIRPath expression is true of some resource that a search finds; ``true_of`` and ``false_of`` are samples that prove it."""

    name: str
    say: str
    expression: str
    search: str
    required: bool = False
    true_of: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)
    false_of: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)

    def requests(self) -> Mapping[str, Request]:
        """Ask for the results of the expression over the search."""
        return {self.name: Path(self.expression, self.search)}

    def judge(self, facts: Facts) -> Truth:
        """Judge by the results; raise TypeError where the expression answers anything but true or false."""
        found: Found[Value] = facts[self.name]
        if any(not isinstance(v.value, bool) for v in found):
            raise TypeError(
                f"the FHIRPath of {self.name!r} must answer true or false; end it with a comparison or exists()"
            )
        if any(v.value for v in found):
            return Truth.PRESENT
        return Truth.UNKNOWN if found.unknown is not None else Truth.ABSENT

    def support(self, facts: Facts) -> tuple[Fact, ...]:
        """Cite the resources of which the expression is true."""
        return tuple(v for v in facts[self.name] if v.value)
