"""Trains the readmission model on Diabetes 130-US: boosted trees over seven things that a record holds at discharge."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from chartside import Artefact
from chartside.evaluation import Split, split_by_patient
from chartside.reference import describe
from plugins.risk_models.artefacts import ArtefactError
from plugins.risk_models.knowledge_file import knowledge
from plugins.risk_models.readmission_features import INPUTS, Values, columns, features
from plugins.risk_models.training.calibration import picture
from plugins.risk_models.training.measures import measured
from plugins.risk_models.training.trained import Trained
from plugins.risk_models.training.tree_file import tree_file
from plugins.risk_models.trees import Trees, read

VERSION = "1.0.0"
SALT = "readmission-locked-1"
BACK = "<30"
_TERMS = knowledge("readmission").content
_MONOTONE = {"stay_days": 1, "inpatient_stays": 1, "emergency_visits": 1}
"""More of these never lowers the risk: what a small leaf says to the contrary is noise."""


@dataclass(frozen=True, slots=True)
class Discharged:
    """One encounter of the data: whose, what the model sees, what came, and the groups that fairness is looked at by."""

    patient: str
    values: Values
    back: bool
    groups: Mapping[str, str]


def train(path: Path, *, version: str | None = None) -> Trained:
    """Train on four fifths of the patients and measure on the fifth that is locked away; raises ArtefactError for other data."""
    rows = list(discharges(path))
    apart = split_by_patient([r.patient for r in rows], salt=SALT)
    content = fit([rows[i] for i in apart.train])
    evaluation = _evaluation(read(content), path, rows, apart)
    drawn = picture(evaluation["calibration"], "Readmission within 30 days")
    return Trained("readmission", version or VERSION, "model.skops", content, evaluation, drawn)


def fit(rows: Sequence[Discharged]) -> bytes:
    """Return the file of the model that is made of these encounters: the same encounters give the same bytes."""
    names = columns(_TERMS)
    fitted = HistGradientBoostingClassifier(
        max_iter=150,
        learning_rate=0.05,
        max_leaf_nodes=8,
        min_samples_leaf=200,
        l2_regularization=5.0,
        early_stopping=False,
        random_state=0,
        monotonic_cst=[_MONOTONE.get(name, 0) for name in names],
    )
    fitted.fit(np.array([_row(r) for r in rows]), np.array([r.back for r in rows]))
    return tree_file(fitted, names)


def learnt_from(path: Path) -> list[Discharged]:
    """Return the encounters of the patients that are not locked away."""
    rows = list(discharges(path))
    return [rows[i] for i in split_by_patient([r.patient for r in rows], salt=SALT).train]


def evaluate(artefact: Artefact, path: Path) -> Mapping[str, Any]:
    """Measure an artefact anew on the locked fifth of the data at a path."""
    rows = list(discharges(path))
    return _evaluation(artefact.load().model, path, rows, split_by_patient([r.patient for r in rows], salt=SALT))


def _evaluation(model: Trees, path: Path, rows: Sequence[Discharged], apart: Split) -> dict[str, Any]:
    unseen = [rows[i] for i in apart.test]
    foretold = [float(model.probability(model.reach(features(r.values, _TERMS))[0])) for r in unseen]
    found = measured(
        [r.back for r in unseen],
        foretold,
        [r.patient for r in unseen],
        threshold=float(_TERMS["card"]["at_least"]),
        attributes={name: [r.groups[name] for r in unseen] for name in unseen[0].groups},
    )
    own = [rows[i] for i in apart.train]
    return {
        "data": {
            "name": "Diabetes 130-US hospitals, 1999-2008",
            "url": "https://doi.org/10.24432/C5230J",
            "licence": "CC BY 4.0",
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "rows": len(rows),
            "patients": len({r.patient for r in rows}),
            "events": sum(r.back for r in rows),
            "left_out": "encounters that ended in death or hospice",
        },
        "split": {
            "by": "patient",
            "salt": SALT,
            "train_rows": len(own),
            "test_rows": len(unseen),
            "test_patients": len({r.patient for r in unseen}),
            "test_events": sum(r.back for r in unseen),
        },
        **found,
        "reference": {
            "inputs": {name: describe([one for r in own if (one := r.values[name]) is not None]) for name in INPUTS},
            "output": describe(foretold),
        },
    }


def discharges(path: Path) -> Iterator[Discharged]:
    """Yield the encounters of the archive that a model may learn from; raises ArtefactError for another file."""
    try:
        with zipfile.ZipFile(path) as archive:
            name = next(n for n in archive.namelist() if n.endswith("diabetic_data.csv") and not n.startswith("__"))
            text = archive.read(name).decode()
    except (OSError, zipfile.BadZipFile, StopIteration) as error:
        raise ArtefactError(
            f"{path}: is no archive with diabetic_data.csv ({type(error).__name__}); get it from UCI"
        ) from None
    ends = {number: place for place, one in _TERMS["destinations"].items() for number in one["dataset"]}
    gone = set(_TERMS["excluded_destinations"]["dataset"])
    for line in csv.DictReader(io.StringIO(text)):
        if (end := int(line["discharge_disposition_id"])) in gone:
            continue
        decade = int(line["age"].strip("[)").split("-")[0])
        values: Values = {
            "age": Decimal(decade),
            "stay_days": Decimal(line["time_in_hospital"]),
            "inpatient_stays": Decimal(line["number_inpatient"]),
            "emergency_visits": Decimal(line["number_emergency"]),
            "insulin": line["insulin"] != "No",
            "destination": ends[end],
            "diagnosis": _group(line["diag_1"]),
        }
        groups = {
            "age": _band(decade),
            "sex": line["gender"].lower() if line["gender"] in ("Female", "Male") else "not stated",
            "race": line["race"] if line["race"] != "?" else "not stated",
        }
        yield Discharged(line["patient_nbr"], values, line["readmitted"] == BACK, groups)


def _band(decade: int) -> str:
    low = next(edge for edge in (80, 70, 60, 50, 30, 0) if decade >= edge)
    return {80: "80 and more", 70: "70-79", 60: "60-69", 50: "50-59", 30: "30-49", 0: "under 30"}[low]


def _group(code: str) -> str:
    """Return the group of an ICD-9-CM code as the data write it; V and E codes, and none, are ``other``."""
    if not code[:1].isdigit():
        return "other"
    number = int(code.split(".", maxsplit=1)[0])
    groups = _TERMS["diagnoses"].items()
    return next((name for name, one in groups for low, high in one["icd9cm"] if low <= number <= high), "other")


def _row(one: Discharged) -> list[float]:
    return [0.0 if value is None else value for value in features(one.values, _TERMS).values()]
