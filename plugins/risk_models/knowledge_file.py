"""Knowledge that ships with a model: its codes, its limits and the number from which it speaks."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

import chartside
from chartside import Limit


@dataclass(frozen=True, slots=True)
class KnowledgeFile(chartside.KnowledgeFile):
    """One file ``knowledge/<model>/terms.toml``."""

    @property
    def model(self) -> str:
        """Return the name of the model."""
        return self.name.partition("/")[0]

    @property
    def threshold(self) -> Decimal:
        """Return the probability from which a card is shown."""
        return Decimal(self.content["card"]["at_least"])

    @property
    def acceptance(self) -> tuple[Limit, ...]:
        """Return what an artefact must reach before it may speak."""
        return tuple(Limit(**entry) for entry in self.content["limits_of_acceptance"])


@cache
def knowledge(model: str) -> KnowledgeFile:
    """Read the file of a model."""
    return KnowledgeFile.read(files(__package__) / "knowledge", f"{model}/terms")
