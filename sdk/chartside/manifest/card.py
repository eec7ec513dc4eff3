"""A manifest as a value: the plugin, a card for each analysis, and what is claimed of its quality."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

AT = "2026-01-01T12:00:00Z"
"""The moment of an example that names none: the test kit's noon."""


@dataclass(frozen=True, slots=True)
class PluginCard:
    """Who offers the plugin, to whom and on what terms; ``users`` holds for analyses that name none of their own."""

    name: str
    title: str
    developer: str
    contact: str
    licence: str
    users: str


@dataclass(frozen=True, slots=True)
class Example:
    """Plain facts and what must come of them; ``cards`` None and ``indicator`` empty leave that open."""

    facts: Mapping[str, Any]
    now: str
    outcome: str
    cards: int | None = None
    indicator: str = ""
    say: str = ""


@dataclass(frozen=True, slots=True)
class AnalysisCard:
    """What nobody can derive about one analysis."""

    intended_use: str
    population: str
    users: str
    guideline: str
    guideline_date: str
    reviewer: str
    """A name, or ``none: why``."""
    review_by: str
    """A day, or ``not available: why``."""
    limits: str
    predictive: bool
    source_attributes: Mapping[str, str]
    """E1 to E13, and P1 to P31 where predictive; ``not available: why`` is a value."""
    cutoffs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By input, where its own value turns the answer: ``> 180``."""
    computed_cutoffs: Mapping[str, str] = field(default_factory=dict)
    """By input, in words: its value turns the answer where other inputs decide, so no number can be given."""
    examples: tuple[Example, ...] = ()
    expected_failures: Mapping[str, str] = field(default_factory=dict)
    """By the name of a contract check, why it fails."""

    @property
    def reviewed(self) -> bool:
        """Whether a clinician is named."""
        return not self.reviewer.startswith("none")

    @property
    def due(self) -> date | None:
        """Return the day by which the analysis must be reviewed, or None where none is given."""
        return None if self.review_by.startswith("not available") else date.fromisoformat(self.review_by)


@dataclass(frozen=True, slots=True)
class Manifest:
    """One plugin's ``card.toml``."""

    plugin: PluginCard
    analyses: Mapping[str, AnalysisCard]
    """By the id of the analysis."""
    quality: Mapping[str, str]
    """What is claimed, by the rule's id: ``done``, ``todo: what`` or ``exempt: why``; a rule that is not named is to do."""
    file: str
    sha256: str

    def of(self, id: str) -> AnalysisCard:
        """Return the card of an analysis; raises KeyError for an id of another plugin."""
        return self.analyses[id]
