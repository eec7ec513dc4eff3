"""Trains the breast-mass model on the Wisconsin diagnostic data: a forest over thirty measures of the cells' nuclei."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import RandomForestClassifier

from chartside import Artefact
from chartside.evaluation import Split, split_by_patient
from chartside.reference import describe
from plugins.risk_models.artefacts import ArtefactError
from plugins.risk_models.knowledge_file import knowledge
from plugins.risk_models.training.calibration import picture
from plugins.risk_models.training.measures import measured
from plugins.risk_models.training.trained import Trained
from plugins.risk_models.training.tree_file import tree_file
from plugins.risk_models.trees import Trees, read

VERSION = "1.0.0"
SALT = "breast-mass-locked-1"
COPY = "scikit-learn"
"""Instead of a path: the copy that comes with scikit-learn."""
MALIGNANT = "0"
_TERMS = knowledge("breast_mass").content
_NAMES = tuple(_TERMS["inputs"])


@dataclass(frozen=True, slots=True)
class Mass:
    """One aspirate: its number in the file, its thirty measures, and whether it was malignant."""

    number: str
    measures: Mapping[str, float]
    malignant: bool


def train(path: Path, *, version: str | None = None) -> Trained:
    """Train on about two thirds of the masses and measure on those that are locked away; raises ArtefactError for other data."""
    rows = masses(path)
    apart = _apart(rows)
    content = fit([rows[i] for i in apart.train])
    evaluation = _evaluation(read(content), path, rows, apart)
    drawn = picture(evaluation["calibration"], "Breast mass malignant")
    return Trained("breast_mass", version or VERSION, "model.skops", content, evaluation, drawn)


def fit(rows: Sequence[Mass]) -> bytes:
    """Return the file of the model that is made of these masses: the same masses give the same bytes."""
    fitted = RandomForestClassifier(50, max_depth=5, min_samples_leaf=3, random_state=0, n_jobs=1)
    fitted.fit(np.array([list(r.measures.values()) for r in rows]), np.array([r.malignant for r in rows]))
    return tree_file(fitted, _NAMES)


def learnt_from(path: Path) -> list[Mass]:
    """Return the masses that are not locked away."""
    rows = masses(path)
    return [rows[i] for i in _apart(rows).train]


def _apart(rows: Sequence[Mass]) -> Split:
    return split_by_patient([r.number for r in rows], salt=SALT, test=0.35)


def evaluate(artefact: Artefact, path: Path) -> Mapping[str, Any]:
    """Measure an artefact anew on the masses that are locked away."""
    rows = masses(path)
    return _evaluation(
        artefact.load().model, path, rows, split_by_patient([r.number for r in rows], salt=SALT, test=0.35)
    )


def masses(path: Path) -> list[Mass]:
    """Read the data in the form of scikit-learn's copy; raises ArtefactError for another file."""
    try:
        lines = list(csv.reader(_file(path).read_text("utf-8").splitlines()))
        return [
            Mass(str(number), dict(zip(_NAMES, map(float, line[:-1]), strict=True)), line[-1] == MALIGNANT)
            for number, line in enumerate(lines[1:])
        ]
    except (OSError, ValueError) as error:
        raise ArtefactError(
            f"{path}: is not breast_cancer.csv as scikit-learn has it ({type(error).__name__}); write {COPY!r} for that copy"
        ) from None


def _file(path: Path) -> Traversable:
    return files("sklearn.datasets.data") / "breast_cancer.csv" if str(path) == COPY else path


def _evaluation(model: Trees, path: Path, rows: Sequence[Mass], apart: Split) -> dict[str, Any]:
    unseen, own = [rows[i] for i in apart.test], [rows[i] for i in apart.train]
    foretold = [float(model.probability(model.reach(r.measures)[0])) for r in unseen]
    found = measured(
        [r.malignant for r in unseen],
        foretold,
        [r.number for r in unseen],
        threshold=float(_TERMS["card"]["at_least"]),
        attributes={},
    )
    return {
        "data": {
            "name": "Breast Cancer Wisconsin (Diagnostic)",
            "url": "https://doi.org/10.24432/C5DW2B",
            "licence": "CC BY 4.0",
            "sha256": hashlib.sha256(_file(path).read_bytes()).hexdigest(),
            "rows": len(rows),
            "patients": len(rows),
            "events": sum(r.malignant for r in rows),
            "left_out": "none; the data name no patients, so each mass is taken for one",
        },
        "split": {
            "by": "mass",
            "salt": SALT,
            "train_rows": len(own),
            "test_rows": len(unseen),
            "test_events": sum(r.malignant for r in unseen),
        },
        **found,
        "reference": {
            "inputs": {name: describe([r.measures[name] for r in own]) for name in _NAMES},
            "output": describe(foretold),
        },
    }
