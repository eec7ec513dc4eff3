"""Pharmacogenomics: what CPIC advises on a drug at a patient's genotypes."""

from __future__ import annotations

from collections.abc import Iterable

from chartside import Analysis, hookimpl
from plugins.pharmacogenomics.analyses import ANALYSES

__all__ = ["ANALYSES", "chartside_analyses"]


@hookimpl
def chartside_analyses() -> Iterable[Analysis]:
    """Register the analyses."""
    return ANALYSES
