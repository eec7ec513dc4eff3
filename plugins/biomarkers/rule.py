"""Say what a rule is: conditions, what follows from them, on what evidence, on whose word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from chartside import CodeSet, Draft, Source
from chartside.rule_files import Expression
from plugins.biomarkers.conditions import Aged, Changed, Cleared, Comparison, Evaluated, Line, Measured, flattened

Indicator = Literal["info", "warning", "critical"]
Status = Literal["draft", "reviewed", "active", "retired"]
IfUnknown = Literal["fire", "do-not-fire", "info-card-listing-missing"]
PLACEHOLDER = re.compile(r"\{(\w+)\}")
"""Where a text wants a measurement put in."""


class RuleError(ValueError):
    """A rule file that is refused; the message names file, key and mend."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A choice that a card offers: to stop the order asked about, or to order something."""

    label: str
    order: Draft | None = None
    """None stops the order that the rule was asked about."""


@dataclass(frozen=True, slots=True)
class Band:
    """One card that the rule may give, and the measurements for which it is the one."""

    bounds: Mapping[str, Comparison]
    indicator: Indicator
    summary: str
    detail: str
    tier: Mapping[str, str] = field(default_factory=dict)
    """How strong the finding is, by scale: ``amp_asco_cap``, ``escat``."""
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A publication, label or assertion that the rule rests on, and how strong it is."""

    source: Source
    level: str
    states: str
    checked: str = ""
    """``read`` where the source was at hand when the rule was written, ``recalled`` where it was not."""


@dataclass(frozen=True, slots=True)
class Case:
    """One of the rule's own tests: plain facts and what must come of them."""

    kind: Literal["positive", "negative", "unknown"]
    say: str
    given: Mapping[str, Any]
    indicator: str = ""
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Governance:
    """Who answers for the rule, and until when."""

    author: str
    clinical_reviewer: str
    """Empty: no clinician has reviewed the rule."""
    approved_on: date | None
    review_by: date
    """The last day on which the rule fires."""
    sha256: str
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, as its file says it."""

    id: str
    version: str
    status: Status
    pack: str
    title: str
    purpose: str
    population: str
    limits: str
    hooks: frozenset[str]
    ordered: CodeSet | None
    """Asked only of a draft order that names a member; None: asked of the patient."""
    applies_when: tuple[Line, ...]
    unless: tuple[Line, ...]
    if_unknown: IfUnknown
    then: tuple[Band, ...]
    evidence: tuple[Evidence, ...]
    tests: tuple[Case, ...]
    governance: Governance
    valuesets: Mapping[str, CodeSet] = field(default_factory=dict)

    @property
    def lines(self) -> tuple[Line, ...]:
        """Return every line of the rule."""
        return (*self.applies_when, *self.unless)

    @property
    def measured(self) -> Mapping[str, Measured]:
        """Return the measurements by the names that bands use."""
        return {c.name: c for c in flattened(self.lines) if isinstance(c, Measured)}

    @property
    def banded(self) -> frozenset[str]:
        """Return what a band may turn on: measurements, the age, the clearance."""
        return frozenset(c.name for c in flattened(self.lines) if isinstance(c, Measured | Aged | Cleared))

    @property
    def numbers(self) -> frozenset[str]:
        """Return what a text may speak of: measurements, the newest of a series, the age, the clearance."""
        return frozenset(
            c.name for c in flattened(self.lines) if isinstance(c, Measured | Changed | Aged | Cleared)
        ) | {c.comparison.times for c in self.measured.values() if c.comparison.times}

    @property
    def comparisons(self) -> tuple[tuple[str, Comparison], ...]:
        """Return every comparison of a single number, with the input that it compares, as lines and bands write them."""
        lines = [(c.name, c.comparison) for c in flattened(self.lines) if isinstance(c, Measured | Aged)]
        bands = (pair for band in self.then for pair in band.bounds.items() if pair[0] in self.measured)
        return (*lines, *bands)

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """Return every FHIRPath with the samples that prove it."""
        found = (c for c in flattened(self.lines) if isinstance(c, Evaluated))
        return tuple(Expression(c.name, c.expression, c.true_of, c.false_of) for c in found)
