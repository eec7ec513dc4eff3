"""Predictive models that explain themselves: each with its artefacts by hash, what was measured of it, and where they must not be used."""

from __future__ import annotations

from collections.abc import Iterable

from chartside import Analysis, Command, hookimpl
from plugins.risk_models.analyses import ANALYSES
from plugins.risk_models.training.command import train

__all__ = ["ANALYSES", "chartside_analyses", "chartside_commands"]


@hookimpl
def chartside_analyses() -> Iterable[Analysis]:
    """Register the models."""
    return ANALYSES


@hookimpl
def chartside_commands() -> Iterable[Command]:
    """Register the training."""
    return (Command("train", "make a model anew from its data", train),)
