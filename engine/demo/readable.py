"""Says wire values in words: dates, codes, reasons and outcomes as a clinician reads them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from chartside import Moment

INDICATORS = {"critical": "Critical", "warning": "Warning", "info": "Information"}
OUTCOMES = {
    "failed": ("Failed", "Something went wrong. Their silence says nothing about the patient."),
    "cannot-tell": ("Cannot tell", "Something needed is not in the record. Their silence is not reassurance."),
    "answered": ("Answered", "Asked, with what they need. Those without a card found nothing to report."),
    "not-applicable": ("Does not apply", "The question does not arise here."),
}
"""Outcome to its name and what it means, the one that needs attention most first."""

REASONS = {
    "not-found": "looked for, and not in the record",
    "not-provided": "not sent, and nowhere to fetch it from",
    "too-old": "too old to rely on",
    "unit": "in a unit that cannot be used",
    "incomplete": "not whole",
    "conflicting": "the record contradicts itself",
    "not-permitted": "not permitted to read it",
    "fetch-failed": "could not be fetched",
    "deadline": "did not arrive in time",
    "stated-absent": "the record says that there is no value",
}
ORIGINS = {
    "prefetch": "sent by the EHR",
    "server": "fetched from the FHIR server",
    "note": "found in a note",
    "derived": "derived",
}
SYSTEMS = {
    "http://loinc.org": "LOINC",
    "http://snomed.info/sct": "SNOMED CT",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "RxNorm",
    "http://hl7.org/fhir/sid/icd-10-cm": "ICD-10-CM",
    "http://www.whocc.no/atc": "ATC",
}
_DECIMALS = 4
_NAME = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+")
ACTIONS = {"create": "adds", "update": "changes", "delete": "removes"}


def when(text: Any) -> str:
    """Return a FHIR date as it is read aloud, as precise as written; what is no date stays as it is."""
    try:
        moment = Moment.parse(str(text))
    except ValueError:
        return str(text)
    if moment.precision == "year":
        return moment.text
    if moment.precision == "month":
        return datetime.strptime(moment.text, "%Y-%m").strftime("%B %Y")  # noqa: DTZ007 - a month has no zone
    written = datetime.fromisoformat(moment.text)
    day = f"{written.day} {written:%b %Y}"
    if moment.precision == "day":
        return day
    return f"{day}, {written:%H:%M} {written.tzname() or '(time zone not recorded)'}"


def shown(value: Any) -> str:
    """Return a scalar as it is read: yes and no, dates in words, names without underscores, four decimals."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(round(value, _DECIMALS))
    if isinstance(value, str) and _NAME.fullmatch(value):
        return value.replace("_", " ")
    return when(value)


def audit_command(command: str, *arguments: str, record: Path | None) -> str:
    """Return the command line that reads the record, with the folder that the record lies in."""
    folder = ("--data", str(record)) if record else ()
    return shlex.join(("chartside", "audit", command, *arguments, *folder))


def questions(count: int) -> str:
    """Return a count of questions in words."""
    return f"{count} question{'' if count == 1 else 's'}"


def heading(key: str) -> str:
    """Return the name of a field as a heading: ``birthDate`` and ``birth_date`` are both read as words."""
    words = (
        re.sub(r"(?<=[a-z])[A-Z](?=[a-z])", lambda m: f" {m[0].lower()}", key)
        .replace("_", " ")
        .replace("-", " ")
        .strip()
    )
    return words[:1].upper() + words[1:]


def code(line: Mapping[str, Any]) -> str:
    """Return a coding as ``LOINC 2160-0``, or an empty string."""
    system = line.get("system", "")
    return f"{SYSTEMS.get(system, system)} {line['code']}".strip() if "code" in line else ""


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows that can stand under each other; None marks a cell that a row does not have."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def grid(value: Any) -> Grid | None:
    """Return a list of flat objects, or of flat lists of one length, as rows; None for anything else."""
    rows = value if isinstance(value, list) else []
    if rows and all(isinstance(r, dict) and _flat(r.values()) for r in rows):
        heads = tuple(dict.fromkeys(key for row in rows for key in row))
        return Grid(heads, tuple(tuple(row.get(h) for h in heads) for row in rows))
    if rows and all(isinstance(r, list) and _flat(r) for r in rows) and len({len(r) for r in rows}) == 1:
        return Grid((), tuple(tuple(row) for row in rows))
    return None


def _flat(values: Iterable[Any]) -> bool:
    return not any(isinstance(v, dict | list) for v in values)
