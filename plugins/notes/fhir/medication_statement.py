"""Medicines that a note says the patient takes or stopped, as MedicationStatement resources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plugins.notes.fhir.source import Source, Stated
from plugins.notes.medication import MedicationLine, dosage

_LISTS = frozenset({"medications", "discharge-medications"})


def medication_statements(source: Source) -> Iterator[Stated]:
    """Yield a MedicationStatement for each line; ``unknown`` where nothing says whether the medicine is taken."""
    text = source.reading.text
    for line in source.reading.medications:
        if not _is_the_patients(line, source):
            continue
        coding = [
            {"system": c.system, "code": c.value, **({"display": c.display} if c.display else {})} for c in line.codes
        ]
        medicine: dict[str, Any] = {
            "text": text[line.name_start : line.name_end],
            **({"coding": coding} if coding else {}),
        }
        content = {
            "status": _status(line, source),
            "medicationCodeableConcept": medicine,
            "subject": source.subject,
            **({"dateAsserted": source.written} if source.written else {}),
            "note": [{"text": "Read in a note, not confirmed."}],
            "dosage": [dosage(line)],
        }
        yield source.stated("MedicationStatement", ((line.start, line.end),), content)


def _status(line: MedicationLine, source: Source) -> str:
    if line.status is not None:
        return "stopped" if line.status == "stopped" else "active"
    within = (s.name for s in source.reading.sections if s.start <= line.name_start < s.end)
    return "active" if next(within, "") in _LISTS else "unknown"


def _is_the_patients(line: MedicationLine, source: Source) -> bool:
    about = (e for e in source.reading.entities if e.mention.start < line.name_end and line.name_start < e.mention.end)
    return all(
        e.assertion.subject in ("patient", None)
        and e.assertion.certainty != "absent"
        and e.assertion.time != "hypothetical"
        for e in about
    )
