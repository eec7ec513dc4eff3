"""One result of an expression over a declared search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chartside.facts.fact import Fact


@dataclass(frozen=True, slots=True)
class Value(Fact):
    """One result of a FHIRPath expression over a declared search."""

    value: Any
