"""One thing that an input can hold: its value, in words, and whether anything is known by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from chartside.facts import Found
from chartside.inputs import Request
from chartside.missing import Missing, Reason
from chartside.plain import absent

REASONS: tuple[Reason, ...] = get_args(Reason)
Kind = Literal["ordinary", "edge", "extreme", "missing"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value for one input; an ``edge`` lies at a number or code that the analysis knows, ``missing`` says that nothing is known."""

    said: str
    value: Any
    kind: Kind = "ordinary"

    @property
    def known(self) -> bool:
        """Whether something is known: a value, or an absence that somebody looked for."""
        return self.kind != "missing"

    @classmethod
    def given(cls, value: Any) -> Choice:
        """Wrap a value that somebody else chose, such as an example's."""
        lacking = isinstance(value, Missing) or (isinstance(value, Found) and not value.known)
        return cls("as in an example", value, "missing" if lacking else "ordinary")


def lost(request: Request, reason: Reason = "fetch-failed") -> Choice:
    """Return what an input holds when it could not be read for this reason."""
    return Choice(f"missing ({reason})", absent(request, Missing(reason, "made up by the kit")), "missing")


def every_loss(request: Request) -> tuple[Choice, ...]:
    """Return one choice for each reason for which an input can be missing."""
    return tuple(lost(request, reason) for reason in REASONS)
