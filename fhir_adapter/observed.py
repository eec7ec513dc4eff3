"""On which days something was observed of a patient: the moments at which an answer could have been another."""

from __future__ import annotations

from datetime import date, datetime

import orjson

from fhir_adapter.patient_file import PatientFile
from fhir_adapter.times import certainly_since, occurred


def observed_days(record: bytes, until: datetime, most: int) -> list[date]:
    """Return the days of the newest observations up to a moment, oldest first; raises PatientFileError."""
    days: set[date] = set()
    for piece in PatientFile(record).pieces:
        if piece.kind == "Observation":
            at = occurred("Observation", orjson.loads(piece.raw)).since
            if at is not None and (day := at.day()) is not None and not certainly_since(at, until):
                days.add(day)
    return sorted(days)[-most:]
