"""What whoever knows value sets must answer, and how it refuses."""

from __future__ import annotations

from typing import Protocol

from chartside.codes import Code
from chartside.terminology.value_set import ValueSet


class TerminologyError(ValueError):
    """A value set that cannot be answered for: not known, not in this version, or not enumerated; the message says the mend."""


class TerminologyService(Protocol):
    """Knows value sets, several versions of one side by side.

    ``url`` may carry its version, ``url|version``. Without a version the newest is meant, and the answer says which it is.
    """

    def value_set(self, url: str, version: str | None = None) -> ValueSet:
        """Return a value set whole; raises TerminologyError where it is not known, or not enumerated."""
        ...

    def contains(self, url: str, code: Code, version: str | None = None) -> bool:
        """Whether a code, by its system too, is in a value set; raises TerminologyError where that cannot be told."""
        ...
