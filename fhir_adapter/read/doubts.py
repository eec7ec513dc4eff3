"""Count what a reader had to leave out, so that one sentence can say it beside what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from chartside.missing import Missing
from fhir_adapter.assertable import DOUBTFUL

# A result that is not final is no fact, and its absence is none either.
_NOT_YET = frozenset({"preliminary", "registered"})


class Doubts:
    """What could have answered and was not read, counted by reason."""

    def __init__(self) -> None:
        self._counted: Counter[str] = Counter()
        self._forbidden: Counter[str] = Counter()

    def forbid(self, what: str) -> None:
        """Count one more that may not be seen."""
        self._forbidden[what] += 1

    def add(self, reason: str) -> None:
        """Count one more that was left out for a reason."""
        self._counted[reason] += 1

    def verdict(self, verdict: str) -> None:
        """Count a record that the gate kept back, where that leaves a doubt: a denial is none."""
        if verdict in DOUBTFUL:
            self.add("recorded, but may not be asserted for doubt")
        elif verdict in _NOT_YET:
            self.add("not final yet")

    def beside(self, gaps: Iterable[Missing | None]) -> Missing | None:
        """Return these gaps and all the doubts as one, every detail with it; None where there is neither.

        Its reason is the first one, but not-permitted before all: nobody mends that by sending more.
        """
        known = [gap for gap in gaps if gap is not None]
        if self._forbidden:
            known.append(Missing("not-permitted", _said(self._forbidden)))
        if self._counted:
            known.append(Missing("incomplete", _said(self._counted)))
        if not known:
            return None
        known.sort(key=lambda gap: gap.reason != "not-permitted")
        return Missing(known[0].reason, "; ".join(dict.fromkeys(gap.detail for gap in known if gap.detail)))


def _said(counted: Counter[str]) -> str:
    return "; ".join(f"{what}: {count}" for what, count in sorted(counted.items()))
