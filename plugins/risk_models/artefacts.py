"""The trained states of a model: what ships in ``knowledge/<model>/<version>/``, and what a site trained or was given besides."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Generic, TypeVar

from chartside import Artefact

FOLDER = "risk-models"
"""Below ``CHARTSIDE_KNOWLEDGE``, as a site's other knowledge: ``<model>/<version>/``, as training writes it."""
EVALUATION = "evaluation.json"
M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class Measured(Generic[M]):
    """A model as it is loaded, with what was measured of it: a card says how good the one is that speaks."""

    model: M
    evaluation: Mapping[str, Any] = field(repr=False)


class ArtefactError(ValueError):
    """A folder that holds no artefact, or a file that is not the one that was evaluated; the message says which, and what to do."""


def artefacts(model: str, read: Callable[[bytes], Any]) -> tuple[Artefact, ...]:
    """Return the artefacts of a model, the newest that ships first; ``read`` makes the model of the bytes of its file.

    What a site trained anew and came out the same is the one that ships. Raises ArtefactError for a folder that holds none.
    """
    shipped = _versions(files(__package__) / "knowledge" / model)
    site = _versions(Path(os.environ.get("CHARTSIDE_KNOWLEDGE", ".chartside/knowledge")) / FOLDER / model)
    found = [artefact(folder, read, "shipped") for folder in reversed(list(shipped))]
    own = [artefact(folder, read, str(folder)) for folder in site]
    different: dict[str, Artefact] = {}
    for one in (*found, *own):
        different.setdefault(one.sha256, one)
    return tuple(different.values())


def artefact(folder: Traversable, read: Callable[[bytes], Any], origin: str) -> Artefact:
    """Return what one folder holds; the model's own file is read when it is first asked, and held against its hash then."""
    try:
        evaluation = json.loads((folder / EVALUATION).read_text("utf-8"))
        made = evaluation["model"]
        version, file, sha256 = str(made["version"]), str(made["file"]), str(made["sha256"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArtefactError(
            f"{folder}: holds no {EVALUATION} that says version, file and sha256 ({type(error).__name__}); train it anew, or "
            "remove the folder"
        ) from None

    # What a card can say of a model; how its inputs were distributed is for whoever watches it, and long.
    told = {name: said for name, said in evaluation.items() if name != "reference"}

    def load() -> Measured[Any]:
        return Measured(read(checked(folder / file, sha256)), told)

    return Artefact(version, sha256, load, evaluation, origin)


def checked(file: Traversable, sha256: str) -> bytes:
    """Return the bytes of a file; raise ArtefactError where they are not those of this hash."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise ArtefactError(f"{file}: {error.strerror}; put back the file that was evaluated") from None
    if hashlib.sha256(raw).hexdigest() != sha256:
        raise ArtefactError(
            f"{file}: is not the file that was evaluated ({EVALUATION} names another hash); put that back"
        )
    return raw


def _versions(folder: Traversable) -> Iterator[Traversable]:
    if folder.is_dir():
        yield from sorted((one for one in folder.iterdir() if one.is_dir()), key=lambda one: _ordered(one.name))


def _ordered(version: str) -> tuple[Any, ...]:
    return tuple(
        (0, int(part), "") if part.isdigit() else (1, 0, part) for part in version.replace("-", ".").split(".")
    )
