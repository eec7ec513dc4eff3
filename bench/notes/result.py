"""What a measurement gives: goals with what was reached, and tables that tell more."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Goal:
    """One line of the goal table; ``met`` is None where the figure is no test of a goal."""

    task: str
    data: str
    peer: str
    """The best peer as measured in the same run, by name."""
    ours: str
    goal: str
    met: bool | None

    @property
    def verdict(self) -> str:
        """Return the word of the table."""
        return "-" if self.met is None else "met" if self.met else "MISSED"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with what has to be known to read it."""

    title: str
    said: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(slots=True)
class Result:
    """All that was measured, and what was not, with the reason."""

    goals: list[Goal] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def best(figures: dict[str, float], written: dict[str, str]) -> str:
    """Return the highest figure of the peers as it is written, with the peer's name."""
    if not figures:
        return "none measured"
    name = max(figures, key=lambda one: figures[one])
    return f"{written[name]} {name}"
