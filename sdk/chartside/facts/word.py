"""One word from a small vocabulary."""

from __future__ import annotations

from dataclasses import dataclass

from chartside.facts.fact import Fact


@dataclass(frozen=True, slots=True)
class Word(Fact):
    """One word from a small vocabulary, such as the administrative sex ``female``."""

    value: str
