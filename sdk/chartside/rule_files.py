"""A rule that is a file: who answers for it and until when, what a site signs, and why it does not speak where it does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Expression:
    """A FHIRPath of a rule, with sample resources of which it must be true, and of which it must not."""

    name: str
    text: str
    true_of: tuple[Mapping[str, Any], ...] = ()
    false_of: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class RuleFile:
    """One rule of a plugin, as a site lists and signs it; a plugin offers them by ``chartside_rules``.

    ``analysis`` is the id of the analysis that it becomes. What is a draft or retired becomes none; what is ``out`` becomes one that says
    of every question that it cannot tell, and why. ``sha256`` is what a site signs: the hash of everything in the file but itself and
    ``signature``. ``card`` is what ``card.toml`` would say of the analysis, where the file says it.
    """

    analysis: str
    version: str
    status: str
    title: str
    file: str
    sha256: str
    pack: str = ""
    shipped: bool = True
    """Whether it came with the plugin, and not from the site's own folder."""
    author: str = ""
    clinical_reviewer: str = ""
    """Empty: no clinician has reviewed it."""
    approved_on: date | None = None
    review_by: date | None = None
    signature: str = ""
    out: str = ""
    """Why it does not fire though its status says that it does; the message names file, field and mend."""
    expressions: tuple[Expression, ...] = ()
    card: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return the rule's own name, the part of the id after the dot."""
        return self.analysis.split(".", 1)[-1]

    @property
    def active(self) -> bool:
        """Whether its status lets it fire."""
        return self.status == "active"

    def due(self, day: date) -> bool:
        """Whether its review was due before this day."""
        return self.review_by is not None and day > self.review_by
