"""What every line of a rule can do: say what it reads, judge it, and show and cite what it found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from chartside import Fact
from chartside.inputs import Request
from plugins.biomarkers.logic import Truth

Facts = Mapping[str, Any]
"""The facts of a rule by the names of its inputs."""


class Line(Protocol):
    """A plain sentence beside what the record must hold for it to be so."""

    @property
    def say(self) -> str:
        """Return the sentence."""
        ...

    @property
    def required(self) -> bool:
        """Whether nothing can be said without it."""
        ...

    def requests(self) -> Mapping[str, Request]:
        """Return what it reads, by the names of the inputs."""
        ...

    def judge(self, facts: Facts, /) -> Truth:
        """Return whether it is so."""
        ...

    def support(self, facts: Facts, /) -> tuple[Fact, ...]:
        """Return what a card cites where it is so."""
        ...
