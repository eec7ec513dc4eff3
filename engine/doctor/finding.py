"""One finding about an installation, and the site that it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from chartside.registry import Registry
from engine.clock import Clock
from engine.settings import Settings

Standing = Literal["ok", "warning", "failed"]
FEW = 5
"""So many are named of a long list."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; a warning and a failure have a mend. No text holds a secret or data of a patient."""

    check: str
    standing: Standing
    said: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """What is looked at: the settings of a site, what is installed there, its environment and the system's clock."""

    settings: Settings
    registry: Registry
    environment: Mapping[str, str]
    now: Clock

    @property
    def embedded(self) -> bool:
        """Whether service, record and workers are all here."""
        return self.settings.mode == "embedded"


def ok(check: str, said: str) -> Finding:
    """Return a finding of something that is as it should be."""
    return Finding(check, "ok", said)


def warning(check: str, said: str, mend: str) -> Finding:
    """Return a finding that somebody should look at."""
    return Finding(check, "warning", said, mend)


def failed(check: str, said: str, mend: str) -> Finding:
    """Return a finding of something that does not work."""
    return Finding(check, "failed", said, mend)


def some(ids: Sequence[str]) -> str:
    """Return a few of many ids, and how many more there are."""
    more = f" and {len(ids) - FEW} more" if len(ids) > FEW else ""
    return f"{', '.join(ids[:FEW])}{more}"
