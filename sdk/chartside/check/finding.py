"""What one check found about one analysis."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

State = Literal["pass", "fail", "not shown", "expected failure"]
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check says: the promise is kept, broken, or could not be shown, and why."""

    state: State
    said: str = ""


KEPT = Verdict("pass")


def not_shown(why: str) -> Verdict:
    """Say why nothing could be shown; that is never a pass."""
    return Verdict("not shown", why)


def judge(complaints: Iterable[str], most: int = 200) -> Verdict:
    """Return the verdict that complaints come to: none of them is kept, the first are told, and how many more there are."""
    told: dict[str, None] = {}
    for complaint in complaints:
        told.setdefault(complaint)
        if len(told) >= most:
            break
    if not told:
        return KEPT
    first, more = list(told)[:_SHOWN], len(told) - _SHOWN
    return Verdict("fail", "; ".join(first) + (f"; and {more} more" if more > 0 else ""))


@dataclass(frozen=True, slots=True)
class Finding:
    """One check of one analysis: what became of it, in what words, and the promise that the check stands for."""

    analysis: str
    check: str
    state: State
    message: str = ""
    promise: str = ""

    @property
    def ok(self) -> bool:
        """Whether nothing has to be mended; what was not shown is not a failure, and not a pass."""
        return self.state != "fail"

    def __str__(self) -> str:
        said = f"{self.state:<17}{self.analysis} {self.check}"
        return f"{said}: {self.message}" if self.message else said
