"""A vaccine that was given."""

from __future__ import annotations

from dataclasses import dataclass

from chartside.facts.coded import Coded


@dataclass(frozen=True, slots=True)
class Immunization(Coded):
    """A vaccine that was given, by its codes; ``since`` says when. ``dose`` is the record's own number of the dose in its series."""

    dose: str = ""
    when: str = ""
    """How the record words the time, where it gives no date."""
    primary: bool | None = None
    """Whether whoever recorded it gave it; None where the record does not say."""
    subpotent: bool | None = None
    """Whether less was given than protects; None where the record does not say."""
