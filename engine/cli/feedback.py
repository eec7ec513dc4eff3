"""``chartside audit feedback``: what clinicians did with cards, as a table, JSON or a spreadsheet's CSV."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from engine.audit.feedback_lines import FeedbackLine
from engine.json_text import json_bytes

COLUMNS = (
    "analysis", "version", "summary", "outcome", "stands", "accepted", "unknown_suggestions", "reason", "comment", "at", "user",
    "date", "client", "encounter", "decision", "card",
)  # fmt: skip
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_json(lines: Iterable[FeedbackLine]) -> list[dict[str, Any]]:
    """Return the lines as JSON, in the names of ONC's export: intervention, action, feedback, user, date, location."""
    return [
        {
            "intervention": {"analysis": x.analysis, "version": x.version, "summary": x.summary},
            "action": {"outcome": x.outcome, "at": x.at.isoformat(), "stands": x.stands}
            | ({"acceptedSuggestions": list(x.accepted)} if x.accepted else {})
            | ({"unknownSuggestions": x.unknown_suggestions} if x.unknown_suggestions else {}),
            "feedback": {k: v for k, v in (("reason", x.reason), ("comment", x.comment)) if v},
            "user": x.user,
            "date": x.date,
            "location": {k: v for k, v in (("client", x.client), ("encounter", x.encounter)) if v},
            "decision": x.decision,
            "card": x.card,
        }
        for x in lines
    ]


def cell(value: object) -> str:
    """Return a value for a spreadsheet: text that would be run as a formula there is text."""
    said = "; ".join(value) if isinstance(value, tuple) else str(value)
    return f"'{said}" if said.startswith(_RUNS) else said


def write(lines: list[FeedbackLine], form: str) -> None:
    """Print the lines as ``table``, ``json`` or ``csv``."""
    if form == "json":
        sys.stdout.buffer.write(json_bytes(as_json(lines), indent=True) + b"\n")
    elif form == "csv":
        rows = csv.writer(sys.stdout, lineterminator="\r\n")
        rows.writerow(COLUMNS)
        for line in lines:
            values = asdict(line)
            rows.writerow([cell(line.at.isoformat() if name == "at" else values[name]) for name in COLUMNS])
    else:
        _table(lines)


def _table(lines: list[FeedbackLine]) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("at (UTC)", no_wrap=True)
    for heading in ("what was done", "card", "what was said", "user"):
        table.add_column(heading, overflow="fold")
    for x in lines:
        said = "; ".join(word for word in (x.reason, x.comment, *x.accepted) if word)
        outcome = x.outcome if x.stands else f"{x.outcome}, then changed"
        card = f"{x.summary} ({x.analysis})" if x.analysis else "unknown card"
        row = (x.at.strftime("%Y-%m-%d %H:%M"), outcome, card, said, x.user)
        table.add_row(*map(escape, row))
    Console().print(table)
    if not lines:
        Console().print("no feedback on record in this span")
