"""``chartside models evaluate``: measure an artefact anew, compare with what was stored, and hold it against the limits."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console

from chartside import Artefact
from chartside.containment import is_ours
from engine.cli.model_measures import measures
from engine.cli.model_sheet import chosen
from engine.cli.serve import OperatorError
from engine.json_text import as_sent, json_bytes
from engine.models.acceptance import failing, held
from engine.models.evaluation import differences
from engine.models.installed import InstalledModel
from engine.models.past import Past


def write(one: InstalledModel, past: Past, which: str, on: Path, *, as_json: bool) -> int:
    """Write what was measured; 0 where it is what was stored and meets every limit, else 1. Raises OperatorError."""
    artefact = one.model.find(chosen(past, which).sha256)
    anew = _measured(one, artefact, on)
    differing = differences(as_sent(artefact.evaluation), anew)
    lines = held(anew, one.model.limits)
    status = int(bool(differing) or bool(failing(lines)))
    if as_json:
        body = {
            "analysis": one.analysis.id,
            "model": one.name,
            "version": artefact.version,
            "sha256": artefact.sha256,
            "reproduced": not differing,
            "differences": differing,
            "met": not failing(lines),
            "limits": [line.as_json() for line in lines],
            "evaluation": dict(anew),
        }
        sys.stdout.buffer.write(json_bytes(body, indent=True) + b"\n")
        return status
    out = Console(highlight=False)
    out.print(f"{one.label} {artefact.version}, measured anew", style="bold", markup=False)
    out.print(measures(anew.get("measures") or {}, lines))
    for line in differing:
        out.print(f"DIFFERS {line}", style="red", markup=False)
    out.print("Not what was stored." if differing else "Reproduced: it is what was stored.")
    out.print(f"Misses a limit: {failing(lines)}." if failing(lines) else "Every limit is met.", markup=False)
    return status


def _measured(one: InstalledModel, artefact: Artefact, on: Path) -> Mapping[str, Any]:
    """Let the plugin measure; what it writes into an exception may hold patient data, so only the class is told."""
    what = f"{one.label} {artefact.version}"
    if one.model.evaluate is None:
        raise OperatorError(
            f"{what}: its plugin offers no evaluation, so it cannot be measured anew; ask whoever makes it"
        )
    _loaded(what, artefact)
    try:
        anew = one.model.evaluate(artefact, on)
    except OSError as error:
        raise OperatorError(f"{what}: {error.filename or on}: {error.strerror or type(error).__name__}") from None
    except BaseException as error:
        if is_ours(error):
            raise
        # A word that the plugin knows may stand for data, so only the plugin can say that there are none.
        there = "" if on.exists() else ", and there is no file of that name"
        raise OperatorError(
            f"{what}: could not be measured on {on} ({type(error).__name__}){there}; see that it is the data that the plugin asks for"
        ) from None
    if not isinstance(anew, Mapping):
        raise OperatorError(
            f"{what}: its evaluation returned {type(anew).__name__}, not measures; tell whoever makes the plugin"
        )
    try:
        return dict(as_sent(anew))
    except TypeError as error:
        raise OperatorError(f"{what}: its evaluation is not JSON ({error}); tell whoever makes the plugin") from None


def _loaded(what: str, artefact: Artefact) -> None:
    try:
        artefact.load()
    except BaseException as error:
        if is_ours(error):
            raise
        raise OperatorError(
            f"{what} ({artefact.origin}): its file cannot be loaded ({type(error).__name__}); put back the one that was evaluated, or "
            "install the libraries that it was made with"
        ) from None
