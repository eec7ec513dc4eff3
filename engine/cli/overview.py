"""``chartside overview``: every score and model about one patient, on a page to print or as JSON."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from engine.asking import AskError, read_time
from engine.installed import installed
from engine.json_text import json_bytes
from engine.report.overview import overview, page

FORMS = ("html", "json")


def run(patient: Path, form: str, now: str | None) -> int:
    """Write the overview to standard output; 1 where an analysis failed. Raises AskError for what cannot be asked."""
    if form not in FORMS:
        raise AskError(f"--form: there are {', '.join(FORMS)}")
    moment = read_time(now) if now is not None else datetime.now(UTC)
    try:
        record = patient.read_bytes()
    except OSError as error:
        raise AskError(f"{patient}: {error.strerror}") from None
    lines = overview(installed(), record, str(patient), moment)
    if form == "json":
        sys.stdout.buffer.write(json_bytes([one.as_json() for one in lines], indent=True) + b"\n")
    else:
        about = f"{patient.name}, asked {moment:%Y-%m-%d %H:%M} UTC; nothing was recorded"
        sys.stdout.buffer.write(page(lines, about).encode() + b"\n")
    return 1 if any(one.result["outcome"] == "failed" for one in lines) else 0
