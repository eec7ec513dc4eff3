"""What became of every field of every labelled medicine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.notes.data import Line
from bench.notes.interval import Figure, share
from bench.notes.medication.fields import FIELDS, same, stated
from bench.notes.medication.magnitude import magnitudes


@dataclass(slots=True)
class Tally:
    """Of stated values right, wrong and missing; and values that were given where none is stated."""

    right: int = 0
    wrong: int = 0
    missing: int = 0
    invented: int = 0

    @property
    def share(self) -> Figure:
        """Return the right ones of all that were stated or invented."""
        return share([True] * self.right + [False] * (self.wrong + self.missing + self.invented))


@dataclass(slots=True)
class Score:
    """Fields by name; magnitude errors as (medicine, field, what was given); and how many misspelled names were corrected."""

    fields: dict[str, Tally] = field(default_factory=dict)
    magnitude: list[tuple[str, str, str]] = field(default_factory=list)
    corrected: int = 0
    not_taken: list[bool] = field(default_factory=list)
    """For each medicine that is not taken, whether the reader lists none or says so."""
    differing: list[tuple[str, str]] = field(default_factory=list)
    """Medicine and field wherever it was not right."""


def score(lines: Sequence[Line], said: Mapping[str, Mapping[str, Any] | None]) -> Score:
    """Hold what a reader says, by ``<line's id>.<number of the medicine>``, against the labels; None where it lists no such medicine."""
    found = Score()
    for line in lines:
        for n, label in enumerate(line["medications"]):
            id = f"{line['id']}.{n}"
            _one(id, label, said[id], found)
    return found


def _one(id: str, label: Line, said: Mapping[str, Any] | None, found: Score) -> None:
    unscored = set(label.get("open", ()))
    found.magnitude += [(id, name, given) for name, given in magnitudes(label, said or {})]
    if "ingredient" in label.get("abstain", ()):
        found.corrected += bool(said and said.get("ingredient"))
        if said is None:
            return  # a misspelled name may be left out whole
    if said is None and "taken" in unscored:
        return  # whether it is taken is left open, and so whether it is listed
    if label.get("taken") is False:
        if "taken" not in unscored and (said is None or "status" in said):
            found.not_taken.append(said is None or said.get("taken") is False or said["status"] == "stopped")
        return
    for name in FIELDS:
        if ("timing" if name == "perDay" else name) in unscored or (said is not None and name not in said):
            continue
        tally = found.fields.setdefault(name, Tally())
        verdict = _verdict(name, label, said or {})
        if verdict is not None:
            setattr(tally, verdict, getattr(tally, verdict) + 1)
            if verdict != "right":
                found.differing.append((id, name))


def _verdict(name: str, label: Line, said: Mapping[str, Any]) -> str | None:
    given = said.get(name)
    if not stated(name, label):
        rate_of_another_kind = name == "perDay" and label["timing"] is not None
        return "invented" if given and not rate_of_another_kind else None
    if not given:
        return "missing"
    return "right" if same(name, label, said) else "wrong"
