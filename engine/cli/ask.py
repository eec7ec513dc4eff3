"""``chartside ask``: one question, or a batch of them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from chartside import Outcome
from chartside.registry import Registry
from engine.asking import AskError, Case, ask_case, read_case, read_time
from engine.cli.show import show_results
from engine.installed import installed
from engine.json_text import json_bytes


def run(
    analysis: str | None,
    patient: Path | None,
    hook: str | None,
    context: Path | None,
    now: str | None,
    facts: Path | None,
    batch: Path | None,
    *,
    as_json: bool,
) -> int:
    """Ask, print, and return the exit status: 0, or 1 where an analysis failed or a line was bad.

    Raises AskError for a question that cannot be asked.
    """
    registry = installed()
    moment = read_time(now) if now is not None else datetime.now(UTC)
    if batch is not None:
        if any(given is not None for given in (patient, hook, context, facts)):
            raise AskError("with --batch, each line brings its own bundle, hook, context and facts")
        return _batch(registry, batch, analysis, moment)
    if analysis is not None and patient is None and facts is None and Path(analysis).is_file():
        patient, analysis = Path(analysis), None
    if patient is None and facts is None:
        found = f"there is no file {analysis!r}; " if analysis else ""
        raise AskError(f"{found}give a patient's file, --facts FILE or --batch FILE")
    case = Case(
        analysis,
        patient.read_bytes() if patient else None,
        hook,
        _json(context) if context else {},
        moment,
        _json(facts) if facts else None,
    )
    result = ask_case(registry, case, moment)
    if as_json:
        sys.stdout.buffer.write(json_bytes(result, indent=True) + b"\n")
    else:
        show_results(result)
    return _status([result])


def _batch(registry: Registry, batch: Path, analysis: str | None, now: datetime) -> int:
    status = 0
    with nullcontext(sys.stdin.buffer) if str(batch) == "-" else batch.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                result, failed = _line(registry, line, number, analysis, now)
                sys.stdout.buffer.write(result + b"\n")
                status = max(status, failed)
    sys.stdout.flush()
    return status


def _line(registry: Registry, line: bytes, number: int, analysis: str | None, now: datetime) -> tuple[bytes, int]:
    """Return the result of one line and its status; a bad line, or a defect, costs no other line its result."""
    try:
        case = read_case(line)
        result = ask_case(registry, replace(case, analysis=case.analysis or analysis), now)
        return json_bytes(result), _status([result])
    except AskError as error:
        said = str(error)
    except Exception as error:  # noqa: BLE001 - any defect is this line's only
        said = f"a defect of Chartside ({type(error).__name__})"
    return json_bytes({"error": {"line": number, "message": said}}), 1


def _status(results: Iterable[Mapping[str, Any]]) -> int:
    flat = [one for r in results for one in r.get("results", [r])]
    return int(any(one["outcome"] == Outcome.FAILED for one in flat))


def _json(path: Path) -> dict[str, Any]:
    try:
        read = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise AskError(f"{path}: not valid JSON: {error}") from None
    if not isinstance(read, dict):
        raise AskError(f"{path}: expected an object")
    return read
