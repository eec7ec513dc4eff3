"""``chartside report``: one answer about a patient as a document, in JSON, as a page to print or as FHIR."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine.asking import AskError, Case, ask_case, read_time
from engine.installed import installed
from engine.json_text import json_bytes
from engine.report import page
from engine.report.course import course, number
from engine.report.trend import Point
from fhir_adapter.genomics_report import genomics_report
from fhir_adapter.write import WriteError

FORMS = ("json", "html", "fhir")


def run(analysis: str, patient: Path, form: str, now: str | None) -> int:
    """Write the document to standard output; raises AskError for what cannot be asked or written."""
    if form not in FORMS:
        raise AskError(f"--form: there are {', '.join(FORMS)}")
    registry = installed()
    moment = read_time(now) if now is not None else datetime.now(UTC)
    try:
        record = patient.read_bytes()
    except OSError as error:
        raise AskError(f"{patient}: {error.strerror}") from None
    result = ask_case(registry, Case(analysis, record, file=str(patient)), moment)
    points = (
        course(registry, result["analysis"], record, moment) if form == "html" and number(result) is not None else ()
    )
    sys.stdout.buffer.write(_written(registry, result, form, moment, points))
    return 1 if result.get("outcome") == "failed" else 0


def _written(registry: Any, result: dict[str, Any], form: str, moment: datetime, points: Sequence[Point]) -> bytes:
    explanation = result["explanation"]
    if form == "json":
        return json_bytes(explanation, indent=True) + b"\n"
    if form == "fhir":
        working = explanation.get("working", {})
        if "genes" not in working:
            raise AskError(
                f"{result['analysis']} says nothing that FHIR's genomics reporting could hold: {result['reason']}"
            )
        try:
            bundle = genomics_report(working, _patient(explanation), moment.isoformat())
        except WriteError as error:
            raise AskError(f"--form fhir: {error}") from None
        return json_bytes(bundle, indent=True) + b"\n"
    title = next((a.title for id, a in registry.analyses.items() if id == result["analysis"]), result["analysis"])
    return page(registry, explanation, title, f"asked {moment:%Y-%m-%d %H:%M} UTC", points).encode()


def _patient(explanation: dict[str, Any]) -> str:
    """Return the reference of the patient, as something that was read names it."""
    named = (str(line.get("reference", "")) for line in explanation.get("inputs", ()))
    return next((one for one in named if one.startswith("Patient/")), "Patient/unknown")
