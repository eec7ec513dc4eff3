"""Anything read from the record: what a card cites and an auditor checks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Origin = Literal["", "prefetch", "server", "note", "derived"]


@dataclass(frozen=True, slots=True)
class Fact:
    """Anything read from the record: ``ref`` is what a card cites, the rest is what an auditor checks it against."""

    ref: str = field(kw_only=True, default="")
    version_id: str = field(kw_only=True, default="")
    last_updated: str = field(kw_only=True, default="")
    origin: Origin = field(kw_only=True, default="")
    sha256: str = field(kw_only=True, default="")
    """Hash of the resource's bytes as they were received."""
