"""The course of one score: the same question as of the end of each day on which something was observed, asked in a worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import orjson

from chartside.registry import Registry
from engine.asking import AskError, Case, ask_case
from engine.dispatch import Lane, Late, Lost
from engine.json_text import json_bytes
from engine.report.trend import Point, changes
from fhir_adapter.observed import observed_days
from fhir_adapter.patient_file import PatientFileError

MOMENTS = 12
"""So many days are looked back to: the newest on which something was observed."""
KEY = "course of"


def number(result: Mapping[str, Any]) -> float | None:
    """Return the one number of an answer, or None where there is none, or several."""
    return _one(result.get("explanation", {}))


def course(
    registry: Registry, analysis: str, record: bytes, now: datetime, days: Sequence[date] | None = None
) -> tuple[Point, ...]:
    """Return the points at which the number of an analysis changed, and where it stands; days are those observed in the record.

    Raises PatientFileError for a record that is none, and AskError for what cannot be asked.
    """
    seen = observed_days(record, now, MOMENTS) if days is None else days
    moments = sorted({min(datetime.combine(day, time.max, UTC), now) for day in seen} | {now})
    answers = ((at, ask_case(registry, Case(analysis, record), at)) for at in moments)
    return changes([Point(at.date(), value) for at, said in answers if (value := number(said)) is not None])


def perform(registry: Registry, asked: Mapping[str, Any]) -> bytes:
    """Answer a job in a worker: the points as JSON, none where they cannot be had."""
    record, now = json_bytes(asked["record"]), datetime.fromisoformat(asked["now"])
    try:
        points = course(registry, asked[KEY], record, now)
    except (AskError, PatientFileError):
        points = ()
    return orjson.dumps([[point.day.isoformat(), point.value] for point in points])


async def course_of(
    lane: Lane, explanation: Mapping[str, Any], record: Mapping[str, Any], now: datetime, budget: float
) -> tuple[Point, ...]:
    """Return the course of an explanation's number by asking a worker; nothing where there is no number, or it is not ready in time."""
    if _one(explanation) is None:
        return ()
    job = json_bytes({KEY: str(explanation["analysis"]), "record": record, "now": now.isoformat()})
    try:
        reply = await lane.ask(job, budget=budget, late=lambda _: None)
    except (Late, Lost):
        return ()
    return tuple(Point(date.fromisoformat(day), value) for day, value in orjson.loads(reply))


def _one(explanation: Mapping[str, Any]) -> float | None:
    found = list(explanation.get("working", {}).get("results", {}).values())
    plain = len(found) == 1 and isinstance(found[0], int | float | Decimal) and not isinstance(found[0], bool)
    return float(found[0]) if plain else None
