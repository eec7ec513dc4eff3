"""An interval of confidence, with how it was made."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """Two bounds, the confidence (0.95), and the method: wilson, newcombe, delong, bootstrap, log-log."""

    lower: float
    upper: float
    confidence: float
    method: str
    undefined: int = 0
    """Of a bootstrap: in how many resamples the number was not defined, which were left out."""
