"""Asks the cards about planted patients through the record's own way in, and counts what was found, missed and made up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from chartside.answer import answer
from fhir_adapter import Chart
from plugins.notes.analyses import ANALYSES
from tests.plugins.notes.analyses.planted import KINDS, NOW, TABLE, Patient

_ASKED = {
    "In the notes, not on the allergy list": "allergy-missing",
    "On the allergy list, refuted in a note": "allergy-refuted",
    "In a note, not on the medication list": "medication-missing",
    "On the medication list, stopped in a note": "medication-stopped",
    "Amount differs between note and list": "dose-differs",
    "In the notes, not on the problem list": "problem-missing",
    "Follow-up of a finding not recorded": "incidental",
}
_BY_LIST = {
    "allergy-refuted": [(listed, said) for said, listed, _ in TABLE["things"]["allergy"]],
    "medication-stopped": [(listed, said) for said, listed, _ in TABLE["things"]["medication"]],
    "dose-differs": [(listed, said) for said, listed, _ in TABLE["things"]["medication"]],
}


@dataclass
class Counted:
    """Right, false and missed things by kind of card; ``examples`` are the false and the missed ones with their notes."""

    notes: int = 0
    right: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    examples: list[tuple[str, str, str, str]] = field(default_factory=list)

    @property
    def false_per_100_notes(self) -> float:
        """Return how many things were listed without reason, for each hundred notes."""
        return 100 * sum(self.false.values()) / self.notes


def score(patients: tuple[Patient, ...]) -> Counted:
    """Return what the cards found of what was planted."""
    counted = Counted()
    for patient in patients:
        counted.notes += patient.notes
        said = dict(_said(patient))
        for one in said.keys() | patient.expected:
            kind = one[0]
            where = (
                counted.right
                if one in said and one in patient.expected
                else counted.false
                if one in said
                else counted.missed
            )
            where[kind] += 1
            if where is not counted.right:
                verdict = "false" if where is counted.false else "missed"
                counted.examples.append((verdict, kind, one[1], said.get(one, patient.texts[-1])))
    return counted


def _said(patient: Patient) -> Iterator[tuple[tuple[str, str], str]]:
    chart = Chart.from_patient_file(patient.bundle)
    now = datetime.fromisoformat(NOW)
    for one in ANALYSES:
        for card in answer(one, chart.facts(one.inputs, now)):
            kind = _ASKED.get(card.summary.partition(":")[0])
            if card.summary.startswith("Suicidal ideation"):
                yield ("suicidal", ""), card.detail
            elif kind == "incidental":
                yield (kind, ""), card.detail
            elif kind is not None:
                for item in card.working["items"]:
                    quote = item["evidence"][0]["quote"]
                    yield (kind, _named(kind, item["name"])), quote


def _named(kind: str, name: str) -> str:
    """Return the thing of a card in the words of the plan, where the card names it as the list does."""
    return next((said for listed, said in _BY_LIST.get(kind, ()) if listed.lower() == name.lower()), name).lower()


def precision_and_recall(counted: Counted) -> Iterator[tuple[str, int, int, int]]:
    """Yield by kind how many were right, false and missed."""
    for kind in KINDS:
        yield kind, counted.right[kind], counted.false[kind], counted.missed[kind]
