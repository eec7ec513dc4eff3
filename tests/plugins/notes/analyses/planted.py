"""Made-up patients whose notes disagree with their lists in ways that are known, among much that is no disagreement."""

from __future__ import annotations

import base64
import tomllib
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import orjson

DAYS = ("2025-09-10", "2025-10-20", "2025-12-15")
NOW = "2026-01-01T12:00:00+00:00"
TABLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
SECTIONS = (
    "HPI", "PMH", "Medications", "Allergies", "Family history", "Social history", "ROS", "Mental status", "Imaging", "Assessment",
    "Impression", "Assessment and Plan", "Discharge medications", "Patient instructions",
)  # fmt: skip
KINDS = tuple(TABLE["planted"])
Expected = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Patient:
    """A patient's bundle, and by kind of card what a card must name."""

    bundle: bytes
    expected: Expected
    notes: int
    texts: tuple[str, ...]


class _Maker:
    def __init__(self, number: int) -> None:
        self._dice = Random(f"planted {number}")  # noqa: S311 - the same patients on every machine are what is wanted
        self._left = {kind: self._dice.sample(some, len(some)) for kind, some in TABLE["things"].items()}
        self._resources: list[dict[str, Any]] = [
            {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1960"}
        ]
        self._lines: list[dict[str, list[str]]] = [
            {name: [] for name in SECTIONS} for _ in range(self._dice.randint(1, 3))
        ]
        self.expected: set[tuple[str, str]] = set()

    def make(self) -> Patient:
        self._agreed()
        for kind in KINDS:
            if self._dice.random() < (0.2 if kind in ("suicidal", "incidental") else 0.45):
                self._plant(kind)
        self._distract()
        texts = tuple(_written(sections) for sections in self._lines)
        self._resources += [
            _note(n, day, text) for n, (day, text) in enumerate(zip(DAYS[-len(texts) :], texts, strict=True))
        ]
        self._resources += unrelated("p")
        raw = b"\n".join(map(orjson.dumps, self._resources))
        return Patient(raw, frozenset(self.expected), len(texts), texts)

    def _take(self, kind: str) -> list[Any]:
        return self._left[kind].pop()

    def _say(self, section: str, words: str, *, everywhere: bool = False) -> None:
        """Put words into the newest note, or copied forward into all."""
        for sections in self._lines if everywhere else self._lines[-1:]:
            sections[section].append(words)

    def _agreed(self) -> None:
        """Put on the lists, and say in every note, what nobody disagrees about."""
        said, listed, _ = self._take("allergy")
        self._list("AllergyIntolerance", listed)
        self._say("Allergies", f"{said} (rash)", everywhere=True)
        for _ in range(2):
            said, listed, strength = self._take("medication")
            self._prescribe(listed)
            self._say("Medications", f"{said} {strength} mg daily", everywhere=True)
            said, listed, _ = self._take("problem")
            self._list("Condition", listed)
            self._say("PMH", said, everywhere=True)
        self._say("Assessment and Plan", f"{said[0].upper()}{said[1:]}: stable, continue.")

    def _plant(self, kind: str) -> None:
        section, frame = self._dice.choice(TABLE["planted"][kind])
        if kind in ("suicidal", "incidental"):
            self.expected.add((kind, ""))
            self._say(section, frame)
            return
        said, listed, third = self._take(kind.split("-", maxsplit=1)[0] if kind != "dose-differs" else "medication")
        number = ""
        if kind == "allergy-refuted":
            self._list("AllergyIntolerance", listed)
        elif kind == "medication-missing":
            number = str(third)
        elif kind in ("medication-stopped", "dose-differs"):
            self._prescribe(listed)
            number = str(third * 2)
        named = third if kind in ("allergy-missing", "problem-missing") else said
        self.expected.add((kind, str(named).lower()))
        self._say(section, frame.format(x=said, X=said[0].upper() + said[1:], d=number))

    def _distract(self) -> None:
        for section, frame in self._dice.sample(TABLE["distractors"]["any"], 5):
            allergen, medicine = self._left["allergy"][0][0], self._left["medication"][0][0]
            problem, second = self._left["problem"][0][0], self._left["problem"][1][0]
            self._say(section, frame.format(a=allergen, m=medicine, p=problem, p2=second))

    def _list(self, kind: str, text: str) -> None:
        whose = "patient" if kind == "AllergyIntolerance" else "subject"
        one = {
            "resourceType": kind,
            "code": {"text": text},
            whose: {"reference": "Patient/p"},
            "recordedDate": "2020-01-01",
        }
        self._resources.append({**one, "id": f"{kind.lower()}-{len(self._resources)}"})

    def _prescribe(self, text: str) -> None:
        dose = {"doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}]}
        timing = {"timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}}
        self._resources.append(
            {
                "resourceType": "MedicationRequest",
                "id": f"rx-{len(self._resources)}",
                "status": "active",
                "intent": "order",
                "subject": {"reference": "Patient/p"},
                "authoredOn": "2024-05-01",
                "medicationCodeableConcept": {"text": text},
                "dosageInstruction": [dose | timing],
            }
        )


def _written(sections: dict[str, list[str]]) -> str:
    said = [f"{name}:\n" + "\n".join(lines) for name, lines in sections.items() if lines]
    return "\n\n".join(said) + "\n"


def _note(number: int, day: str, text: str) -> dict[str, Any]:
    return {
        "resourceType": "DocumentReference",
        "id": f"note-{number}",
        "status": "current",
        "subject": {"reference": "Patient/p"},
        "date": f"{day}T10:00:00+00:00",
        "type": {"text": "Progress note"},
        "content": [{"attachment": {"contentType": "text/plain", "data": base64.b64encode(text.encode()).decode()}}],
    }


def unrelated(patient: str) -> list[dict[str, Any]]:
    """Return one of each type that the cards read, so that each is known to have been looked for."""
    subject = {"subject": {"reference": f"Patient/{patient}"}}
    kinds = (
        ("ServiceRequest", {"status": "active", "intent": "order", "authoredOn": "2020-01-01"}),
        ("DiagnosticReport", {"status": "final", "effectiveDateTime": "2020-01-01"}),
        ("Procedure", {"status": "completed", "performedDateTime": "2020-01-01"}),
        ("MedicationStatement", {"status": "completed", "medicationCodeableConcept": {"text": "water"}}),
        ("Observation", {"status": "final", "effectiveDateTime": "2020-01-01", "valueString": "none"}),
    )
    text = {"code": {"text": "Physiotherapy"}}
    return [{"resourceType": kind, "id": f"other-{kind.lower()}", **text, **subject, **more} for kind, more in kinds]


def patients(count: int) -> tuple[Patient, ...]:
    """Return so many patients, the same on every machine."""
    return tuple(_Maker(number).make() for number in range(count))
