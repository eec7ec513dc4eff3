"""What one run on record says of a model: what was foretold, from which inputs, about whom, or why nothing was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chartside.contributions import explained
from engine.audit import Asked

DECISIVE = "nothing can be said without it"
"""The effect of what was lacking, where the answer failed for want of it (``chartside.answer``)."""
SEXES = ("female", "male", "other", "unknown")
YEARS = ("", "a", "year", "years")


@dataclass(frozen=True, slots=True)
class Prediction:
    """One run; ``patient`` and ``blinds`` are as on record, and nothing else here tells who it is."""

    sha256: str
    version: str
    shadow: bool
    at: datetime
    outcome: str
    patient: str | None = None
    blinds: frozenset[str] = frozenset()
    probability: float | None = None
    inputs: Mapping[str, Any] = field(default_factory=dict)
    lacking: tuple[str, ...] = ()
    sex: str = ""
    age: float | None = None


def predictions(decision: Asked, analysis: str, model: str, result: str) -> Iterator[Prediction]:
    """Yield the runs of an analysis in a decision that name the model; those of a candidate stand under ``shadow``."""
    if decision.payload is None:
        return
    for key in ("runs", "shadow"):
        for run in decision.payload.get(key) or ():
            found = [k for k in run.get("knowledge", ()) if k["name"] == model]
            if run["analysis"] == analysis and found:
                yield _prediction(decision, run, found[0], result, shadow=key == "shadow")


def _prediction(
    decision: Asked, run: Mapping[str, Any], used: Mapping[str, str], result: str, *, shadow: bool
) -> Prediction:
    told = run["explanation"]
    working = told.get("working", {})
    terms = {term["name"]: term["value"] for term in explained(working)}
    inputs = told.get("inputs", ())
    return Prediction(
        used["sha256"],
        used["version"],
        shadow,
        _moment(decision),
        run["outcome"],
        decision.patient,
        decision.blinds,
        number(working.get("results", {}).get(result)),
        terms,
        tuple(_lacking(told.get("missing", ()))),
        _sex(inputs, terms),
        _age(inputs, terms),
    )


def number(value: Any) -> float | None:
    """Return a value of a working as a number; None for what is none, such as yes, a word or nothing."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _moment(decision: Asked) -> datetime:
    """Return the question's own moment, from which a horizon is counted; that of the recording where it was not kept."""
    clock = (decision.payload or {}).get("clock")
    return datetime.fromisoformat(clock) if clock else decision.at


def _lacking(missing: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what the answer failed for want of; all that was missing where nothing is said to be decisive."""
    decisive = [line["name"] for line in missing if line.get("effect") == DECISIVE]
    yield from decisive or (line["name"] for line in missing)


def _sex(inputs: Sequence[Mapping[str, Any]], terms: Mapping[str, Any]) -> str:
    value = next((line.get("value") for line in inputs if line.get("name") == "sex"), terms.get("sex"))
    if isinstance(value, Mapping):
        value = value.get("sex")
    # Only these words: what else stands there is somebody's text, and goes into no report.
    return value if value in SEXES else ""


def _age(inputs: Sequence[Mapping[str, Any]], terms: Mapping[str, Any]) -> float | None:
    line = next((line for line in inputs if line.get("name") == "age"), {"value": terms.get("age")})
    return number(line.get("value")) if line.get("unit", "") in YEARS else None
