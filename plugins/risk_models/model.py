"""Makes the trained model that an analysis asks for: its artefacts, what they must reach, what it foretells, how it is measured anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from chartside import Artefact, Model, Predicts
from plugins.risk_models.artefacts import artefacts
from plugins.risk_models.knowledge_file import KnowledgeFile
from plugins.risk_models.training import MODELS


def model(known: KnowledgeFile, read: Callable[[bytes], Any], predicts: Predicts) -> Model:
    """Return the model of a knowledge file; ``read`` makes it of the bytes of an artefact's file."""
    name = known.model
    return Model.of(
        name,
        artefacts(name, read),
        limits=known.acceptance,
        predicts=predicts,
        evaluate=partial(_evaluate, name),
    )


def _evaluate(name: str, artefact: Artefact, data: Path) -> Mapping[str, Any]:
    # By name and only now: training imports what no service may hold.
    found: Mapping[str, Any] = import_module(MODELS[name]).evaluate(artefact, data)
    return found
