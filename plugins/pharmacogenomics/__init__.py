"""Pharmacogenomics: what CPIC advises on a drug at a patient's genotypes."""

from __future__ import annotations

from collections.abc import Iterable

from chartside import Analysis, Command, Fragment, hookimpl
from plugins.pharmacogenomics.analyses import ANALYSES
from plugins.pharmacogenomics.commands import commands
from plugins.pharmacogenomics.fragments import fragments

__all__ = ["ANALYSES", "chartside_analyses", "chartside_commands", "chartside_fragments"]


@hookimpl
def chartside_analyses() -> Iterable[Analysis]:
    """Register the analyses."""
    return ANALYSES


@hookimpl
def chartside_commands() -> Iterable[Command]:
    """Register what ``chartside knowledge`` runs."""
    return commands()


@hookimpl
def chartside_fragments() -> Iterable[Fragment]:
    """Register the passages of the summary's page."""
    return fragments()
