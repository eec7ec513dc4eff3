"""Asks every card about every public Synthea patient that has notes, a day after the last note of each month, and gives what was shown."""

from __future__ import annotations

import gzip
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from chartside import Analysis, Found, Input, Note, NotesRequest
from chartside.answer import answer
from fhir_adapter import Chart
from plugins.notes.analyses import ANALYSES
from tests.plugins.notes.analyses.planted import unrelated

DATA = Path(__file__).resolve().parents[4].parent / "shared" / "data" / "synthea" / "bulk-10-patients"
_LATER = datetime(2100, 1, 1, tzinfo=UTC)
_KINDS = ("Patient", "DocumentReference", "AllergyIntolerance", "Condition", "MedicationRequest", "Procedure")


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that a card listed; ``moments`` are the questions at which it did."""

    patient: str
    analysis: str
    summary: str
    name: str
    quotes: tuple[str, ...]
    moments: int = 1


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of all questions."""

    notes: int
    patients: int
    questions: int
    outcomes: Counter[tuple[str, str]]
    shown: tuple[Shown, ...]


def ask_all() -> Asked:
    """Return what the cards say to every patient's chart, a day after the last note of each month in which one was written."""
    outcomes: Counter[tuple[str, str]] = Counter()
    shown: dict[tuple[str, str, str], Shown] = {}
    notes = patients = questions = 0
    for patient, held in sorted(_charts().items()):
        resources = [*held, *_others(patient)]
        days = sorted(r["date"] for r in resources if r["resourceType"] == "DocumentReference")
        notes += len(days)
        patients += bool(days)
        chart = Chart.from_patient_file(b"\n".join(orjson.dumps(one) for one in resources))
        written = chart.facts({"notes": Input("notes", NotesRequest())}, _LATER)["notes"]
        last = {day[:7]: day for day in days}
        for now in (datetime.fromisoformat(day).astimezone(UTC) + timedelta(days=1) for day in last.values()):
            questions += 1
            for one in ANALYSES:
                said = answer(one, _facts(one, chart, written, now))
                outcomes[one.id, str(said.outcome)] += 1
                for seen in _shown(patient, one.id, said.cards):
                    at = (patient, one.id, seen.name)
                    before = shown.get(at)
                    shown[at] = replace(before, moments=before.moments + 1) if before else seen
    return Asked(notes, patients, questions, outcomes, tuple(shown.values()))


def _facts(one: Analysis, chart: Chart, written: Found[Note], now: datetime) -> dict[str, Any]:
    """Return what an analysis is given; notes are decoded once for a patient, and each request's share of them taken here."""
    facts = chart.facts({name: i for name, i in one.inputs.items() if name != "notes"}, now)
    request = one.inputs["notes"].request
    earliest = (
        now - request.back if isinstance(request, NotesRequest) and request.back else datetime.min.replace(tzinfo=UTC)
    )
    within = tuple(note for note in written if note.written and earliest <= note.written.wall <= now)
    return {**facts, "notes": replace(written, items=within)}


def _charts() -> dict[str, list[dict[str, Any]]]:
    """Return the resources of each patient; each note as current, though all but the newest are superseded there."""
    charts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for kind in _KINDS:
        for file in sorted(DATA.glob(f"{kind}.*")):
            raw = file.read_bytes()
            for line in (gzip.decompress(raw) if file.suffix == ".gz" else raw).splitlines():
                one = orjson.loads(line)
                whose = (
                    one["id"]
                    if kind == "Patient"
                    else (one.get("subject") or one["patient"])["reference"].partition("/")[2]
                )
                charts[whose].append({**one, "status": "current"} if kind == "DocumentReference" else one)
    return charts


def _others(patient: str) -> list[dict[str, Any]]:
    """Return one resource, about nothing, of each type that the export lacks: what it lacks is taken as known to be none."""
    allergy = {"resourceType": "AllergyIntolerance", "id": "other-allergy", "code": {"text": "nothing"}}
    return [*unrelated(patient), {**allergy, "patient": {"reference": f"Patient/{patient}"}}]


def _shown(patient: str, analysis: str, cards: Any) -> Iterator[Shown]:
    for card in cards:
        lead = card.summary.partition(":")[0]
        for item in card.working.get("items", ({"name": "", **card.working},)):
            quotes = tuple(one["quote"] for one in item["evidence"])
            yield Shown(patient, analysis, lead, f"{lead}: {item['name']}", quotes)
