"""What a training gives: the file of the model, what was measured of it, and the picture of its calibration."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plugins.risk_models.artefacts import EVALUATION, ArtefactError


@dataclass(frozen=True, slots=True)
class Trained:
    """A model as trained; the same data and the same versions of the libraries give the same bytes."""

    name: str
    version: str
    file: str
    content: bytes = field(repr=False)
    evaluation: Mapping[str, Any] = field(repr=False)
    calibration: bytes = field(repr=False)
    """A picture, SVG."""

    @property
    def sha256(self) -> str:
        """Return the hash by which the artefact is known."""
        return hashlib.sha256(self.content).hexdigest()

    def write(self, into: Path) -> Path:
        """Write ``<into>/<name>/<version>/`` and return it; raise ArtefactError where another artefact is there already."""
        folder = into / self.name / self.version
        model = {"version": self.version, "file": self.file, "sha256": self.sha256}
        if (folder / self.file).exists() and (folder / self.file).read_bytes() != self.content:
            raise ArtefactError(f"{folder}: holds another artefact of this version; give this one a version of its own")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / self.file).write_bytes(self.content)
        (folder / "calibration.svg").write_bytes(self.calibration)
        text = json.dumps({"model": model, **self.evaluation}, indent=1, ensure_ascii=False)
        (folder / EVALUATION).write_text(text + "\n", "utf-8")
        return folder
