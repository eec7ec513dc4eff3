"""Patients who were followed: what was known of each at the start, for how many days, and whether it ended with the event."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path

from plugins.risk_models.artefacts import ArtefactError
from plugins.risk_models.cox import Cox
from plugins.risk_models.cox_term import Value
from plugins.risk_models.training.split import locked


@dataclass(frozen=True, slots=True)
class Followed:
    """One patient by the number in the file; ``groups`` are what subgroups are made by."""

    number: str
    inputs: Mapping[str, Value]
    days: int
    event: bool
    groups: Mapping[str, str] = field(default_factory=dict)


def apart(patients: Sequence[Followed], salt: str) -> tuple[list[Followed], list[Followed]]:
    """Return those to train on, and those who are locked away."""
    tested = locked((one.number for one in patients), salt)
    own = [one for one, test in zip(patients, tested, strict=True) if not test]
    return own, [one for one, test in zip(patients, tested, strict=True) if test]


def answered(model: Cox, patients: Sequence[Followed]) -> list[Followed]:
    """Return those for whom the model gives a number: it refuses what it did not see in training."""
    return [one for one in patients if not any(model.outside(one.inputs))]


def event_by(patients: Sequence[Followed], horizon: int) -> int:
    """Return how many are known to have had the event by the horizon."""
    return sum(one.event and one.days <= horizon for one in patients)


def folds(patients: Sequence[Followed], salt: str, many: int) -> Iterator[tuple[list[Followed], list[Followed]]]:
    """Yield (train, test) for each of so many parts; the part of a patient follows from the number alone."""
    part = {one.number: hashlib.sha256(f"{salt}:{one.number}".encode()).digest()[0] % many for one in patients}
    for fold in range(many):
        yield [p for p in patients if part[p.number] != fold], [p for p in patients if part[p.number] == fold]


def content_of(file: Path | Traversable, what: str) -> bytes:
    """Return the bytes of a data file; raise ArtefactError that says which file is wanted."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise ArtefactError(f"{file}: {error.strerror}; give the path of {what}") from None
