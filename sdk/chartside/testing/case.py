"""One made-up question to an analysis: a choice for each input, and in words what is special about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from chartside.testing.choice import Choice


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """The facts of one question; ``varied`` names the inputs that make it differ from an ordinary one."""

    choices: Mapping[str, Choice]
    now: datetime
    varied: tuple[str, ...] = ()
    said: str = ""

    @property
    def facts(self) -> dict[str, Any]:
        """Return a value for each declared input but those that travel with the plugin."""
        return {name: choice.value for name, choice in self.choices.items()}

    @property
    def lacking(self) -> tuple[str, ...]:
        """Return the inputs of which nothing is known."""
        return tuple(name for name, choice in self.choices.items() if not choice.known)

    def having(self, name: str, choice: Choice) -> Case:
        """Return the case with another value of one input."""
        varied = (*(v for v in self.varied if v != name), name)
        return replace(self, choices=MappingProxyType({**self.choices, name: choice}), varied=varied)

    def __str__(self) -> str:
        shown = self.varied[-4:] or tuple(self.choices)[:4]
        facts = ", ".join(f"{name}: {self.choices[name].said}" for name in shown if name in self.choices)
        return f"{self.said} ({facts})" if self.said and facts else self.said or facts
