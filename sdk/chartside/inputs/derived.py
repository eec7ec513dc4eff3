"""Ask for a fact that another analysis derives."""

from __future__ import annotations

from dataclasses import dataclass

from chartside.facts import DerivedKind
from chartside.inputs.read import Read


@dataclass(frozen=True, slots=True)
class DerivedRequest:
    """A derived fact of this kind; the engine asks its provider first. Missing where none is installed, or it could not tell."""

    what: DerivedKind

    def reads(self) -> tuple[Read, ...]:
        """Read nothing: what the provider reads is its own declaration."""
        return ()
