"""Opioid safety: morphine milligram equivalents a day, and what the CDC guideline of 2022 asks before an opioid is signed."""

from __future__ import annotations

from collections.abc import Iterable

from chartside import Analysis, hookimpl
from plugins.opioids.analyses import ANALYSES

__all__ = ["ANALYSES", "chartside_analyses"]


@hookimpl
def chartside_analyses() -> Iterable[Analysis]:
    """Register the analyses."""
    return ANALYSES
