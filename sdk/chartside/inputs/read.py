"""What a request reads: the one thing from which prefetch, searches, scopes and minimum necessary are derived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from chartside.codes import Code


def days(count: int) -> timedelta:
    """Return a look-back of so many days."""
    return timedelta(days=count)


@dataclass(frozen=True, slots=True)
class Read:
    """What one request reads: a resource type, the codes it wants (none: all) and how far back."""

    kind: str
    codes: frozenset[Code] = frozenset()
    back: timedelta | None = None
    search: str = ""
    """A FHIR search of the author's own, relative, without the patient parameter."""


class Request(Protocol):
    """Anything that can stand in an annotation and says which data it needs."""

    def reads(self) -> tuple[Read, ...]:
        """Return what must be read to answer this request."""
        ...
