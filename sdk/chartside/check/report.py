"""Every finding about one plugin, for people and for machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chartside.check.finding import Finding


@dataclass(frozen=True, slots=True)
class Report:
    """The findings about one plugin, in the order of its analyses and of the checks."""

    plugin: str
    version: str
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether no check fails."""
        return all(f.ok for f in self.findings)

    @property
    def failing(self) -> tuple[str, ...]:
        """Return the names of the checks that fail, expectedly or not: what a quality level may not claim."""
        return tuple(dict.fromkeys(f.check for f in self.findings if f.state in ("fail", "expected failure")))

    @property
    def counts(self) -> Mapping[str, int]:
        """Return how many findings there are of each state."""
        return Counter(f.state for f in self.findings)

    def of(self, analysis: str) -> Mapping[str, Finding]:
        """Return the findings about one analysis by the check's name."""
        return {f.check: f for f in self.findings if f.analysis == analysis}

    @property
    def summary(self) -> str:
        """Return one line: how many of each."""
        counted = ", ".join(f"{self.counts[state]} {_PLURAL[state]}" for state in _PLURAL if self.counts[state])
        return f"{self.plugin} {self.version}: {counted or 'nothing was checked'}"

    def as_json(self) -> dict[str, Any]:
        """Return the report as JSON."""
        return {
            "plugin": self.plugin,
            "version": self.version,
            "ok": self.ok,
            "counts": dict(self.counts),
            "findings": [
                {"analysis": f.analysis, "check": f.check, "state": f.state, "message": f.message, "promise": f.promise}
                for f in self.findings
            ],
        }


_PLURAL = {"pass": "passed", "fail": "failed", "expected failure": "failed as expected", "not shown": "not shown"}
