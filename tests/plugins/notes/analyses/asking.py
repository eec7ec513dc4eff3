"""Asks a card over notes with plain facts, and says what it showed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chartside.analysis import Analysis
from chartside.answer import Answer
from chartside.codes import Code
from chartside.facts import Coded, Found, Note
from chartside.missing import Missing
from chartside.moments import Moment
from chartside.orders import EffectiveMedications
from chartside.resources import Resource
from chartside.testing import ask

TODAY = "2026-01-01"
DAY = "2025-12-20"
NOTHING: dict[str, Any] = {"orders": [], "reports": [], "procedures": [], "problems": [], "allergies": []}


def notes(*texts: str | tuple[str, str]) -> list[dict[str, str]]:
    """Return notes as plain facts: a text of a few days ago, or a day and a text."""
    dated = [(DAY, one) if isinstance(one, str) else one for one in texts]
    return [{"text": text, "written": day, "title": "Progress note"} for day, text in dated]


def plain_notes(*texts: str, unknown: Missing | None = None) -> Found[Note]:
    """Return notes as facts, and why more may exist."""
    made = (
        Note(
            text, written=Moment.parse(DAY), display="Progress note", ref=f"DocumentReference/{n}", text_sha256="0" * 64
        )
        for n, text in enumerate(texts)
    )
    return Found(tuple(made), unknown)


def about(analysis: Analysis, *texts: str | tuple[str, str], **facts: Any) -> Answer:
    """Ask a card about notes, on a fixed day; lists that it reads and that are not given are empty."""
    given = {name: value for name, value in NOTHING.items() if name in analysis.inputs} | facts
    if "today" in analysis.inputs:
        given.setdefault("today", TODAY)
    return ask(analysis, notes=notes(*texts), **given)


def named(answer: Answer) -> list[list[str]]:
    """Return the names that each card lists."""
    return [[item["name"] for item in card.working["items"]] for card in answer.cards]


def words(*texts: str) -> list[dict[str, Any]]:
    """Return entries of a list that are in words alone."""
    return [{"code": {"text": text}} for text in texts]


def medicines(*prescriptions: dict[str, Any]) -> dict[str, Any]:
    """Return the two inputs on medicines from prescriptions."""
    written = [{"resourceType": "MedicationRequest", "id": str(n), **one} for n, one in enumerate(prescriptions)]
    resources = tuple(Resource(one, ref=f"MedicationRequest/{one['id']}") for one in written)
    taken = [one for one in written if one["status"] == "active"]
    return {"prescriptions": resources or [], "medications": EffectiveMedications(tuple(map(_taken, taken)))}


def prescription(
    text: str,
    dose: float = 0,
    unit: str = "mg",
    times: int = 1,
    status: str = "active",
    on: str = "2025-06-01",
    **more: Any,
) -> dict[str, Any]:
    """Return a prescription in words, with a dose so many times a day where one is given."""
    rate = [{"doseQuantity": {"value": dose, "unit": unit}}]
    timing = {"repeat": {"frequency": times, "period": 1, "periodUnit": "d"}}
    said: Sequence[Any] = [{"doseAndRate": rate, "timing": timing}] if dose else []
    concept = {"text": text}
    return {"status": status, "authoredOn": on, "medicationCodeableConcept": concept, "dosageInstruction": said, **more}


def _taken(one: dict[str, Any]) -> Coded:
    text = one["medicationCodeableConcept"]["text"]
    return Coded("MedicationRequest", Code("", text), (), text, "active", ref=f"MedicationRequest/{one['id']}")
