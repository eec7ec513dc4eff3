"""Trains death within a year of a hospital stay for infarction on the Worcester Heart Attack Study's sample of 500."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from chartside import Artefact
from plugins.risk_models.artefacts import ArtefactError
from plugins.risk_models.cox import Cox, read
from plugins.risk_models.cox_term import Value
from plugins.risk_models.knowledge_file import knowledge
from plugins.risk_models.training.calibration import picture
from plugins.risk_models.training.cox_evaluation import cross_validated, judged
from plugins.risk_models.training.cox_file import Form, cox_file
from plugins.risk_models.training.followed import Followed, apart, content_of
from plugins.risk_models.training.trained import Trained

NAME = "infarction_death"
VERSION = "1.0.0"
SALT = "infarction-death-locked-1"
HORIZON = 365
WANTED = "whas500.arff, which is inside the wheel of scikit-survival"
FORMS: tuple[Form, ...] = (
    ("age", "linear", None),
    ("sex", "is", "female"),
    ("heart_rate", "linear", None),
    ("diastolic_bp", "linear", None),
    ("body_mass_index", "below", Decimal(25)),
    ("heart_failure", "is", True),
    ("cardiogenic_shock", "is", True),
)
"""The variables of the textbook's model with shock besides; of the body-mass index only what is lacking to 25."""
_COLUMNS = {"age": "age", "heart_rate": "hr", "diastolic_bp": "diasbp", "body_mass_index": "bmi"}
_FLAGS = {"heart_failure": "chf", "cardiogenic_shock": "sho"}


def train(path: Path, version: str | None = None) -> Trained:
    """Train on about four fifths of the patients and measure on those locked away; raises ArtefactError for other data."""
    patients = followed(path)
    content = cox_file(apart(patients, SALT)[0], FORMS, HORIZON)
    evaluation = _evaluation(read(content), path, patients)
    drawn = picture(evaluation["calibration"], "Death within 1 year of infarction")
    return Trained(NAME, version or VERSION, "model.json", content, evaluation, drawn)


def evaluate(artefact: Artefact, path: Path) -> Mapping[str, Any]:
    """Measure an artefact anew on the patients who are locked away."""
    return _evaluation(artefact.load().model, path, followed(path))


def followed(path: Path) -> list[Followed]:
    """Read the patients; their numbers are the lines of the file, which names none. Raises ArtefactError for another file."""
    text = content_of(path, WANTED).decode("utf-8", "replace")
    head, _, body = text.partition("@DATA")
    names = [line.split()[1] for line in head.splitlines() if line.startswith("@ATTRIBUTE")]
    try:
        rows = [dict(zip(names, line, strict=True)) for line in csv.reader(body.strip().splitlines())]
        patients = [_patient(str(number), row) for number, row in enumerate(rows)]
    except (KeyError, ValueError, InvalidOperation) as error:
        raise ArtefactError(f"{path}: is not {WANTED} ({type(error).__name__})") from None
    if not patients:
        raise ArtefactError(f"{path}: holds no patient; give the path of {WANTED}")
    return patients


def _patient(number: str, row: Mapping[str, str]) -> Followed:
    sex = {"0": "male", "1": "female"}[row["gender"]]
    values: dict[str, Value] = {name: Decimal(row[column]) for name, column in _COLUMNS.items()}
    values |= {"sex": sex} | {name: row[column] == "1" for name, column in _FLAGS.items()}
    years = Decimal(row["age"])
    band = next(said for edge, said in ((65, "below 65"), (80, "65 to 79"), (200, "80 and over")) if years < edge)
    return Followed(number, values, int(row["lenfol"]), row["fstat"] == "1", {"sex": sex, "age": band})


def _evaluation(model: Cox, path: Path, patients: list[Followed]) -> dict[str, Any]:
    own, unseen = apart(patients, SALT)
    return {
        "data": {
            "name": "Worcester Heart Attack Study, sample of 500 (whas500)",
            "url": "https://www.umass.edu/statdata/statdata/",
            "licence": "not stated with the data; published as teaching data with a textbook",
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "rows": len(patients),
            "events": sum(one.event for one in patients),
        },
        **judged(model, own, unseen, SALT, float(knowledge(NAME).threshold)),
        "cross_validation": cross_validated(own, FORMS, HORIZON, SALT),
    }
