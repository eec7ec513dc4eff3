"""``chartside ask``: one question, or a batch of them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import typer

from chartside import Outcome
from chartside.registry import Registry
from engine.asking import AskError, Case, ask_case, read_case, read_time
from engine.cli.show_many import show_results
from engine.installed import installed
from engine.json_once import named_twice, second_of_a_name
from engine.json_text import json_bytes
from engine.patients import Exported, OnServer, export_in
from fhir_adapter import ChartError
from fhir_adapter.export import Export
from fhir_adapter.references import bare_id


def run(
    analysis: str | None,
    patient: Path | None,
    hook: str | None,
    context: Path | None,
    now: str | None,
    facts: Path | None,
    batch: Path | None,
    *,
    patient_id: str | None = None,
    server: str | None = None,
    backend: Path | None = None,
    strict: bool = False,
    as_json: bool,
) -> int:
    """Ask, print, and return the exit status: 0, or 1 where an analysis failed or a line was bad.

    Raises AskError for a question that cannot be asked.
    """
    if backend is not None and server is None:
        raise AskError("--backend says how to get a token for a --server, and none is given")
    registry = installed()
    moment = read_time(now) if now is not None else datetime.now(UTC)
    if batch is not None:
        if any(given is not None for given in (patient, hook, context, facts, patient_id, server)):
            raise AskError("with --batch, each line brings its own bundle, hook, context and facts")
        return _batch(registry, batch, analysis, moment)
    if analysis is not None and patient is None and facts is None and server is None and Path(analysis).exists():
        patient, analysis = Path(analysis), None
    if patient is None and facts is None and server is None:
        found = f"there is no file {analysis!r}; " if analysis else ""
        raise AskError(
            f"{found}give a patient's file, a folder of export files, --server, --facts FILE or --batch FILE"
        )
    in_folder = patient is not None and patient.is_dir()
    case = Case(
        analysis,
        patient.read_bytes() if patient and not in_folder else None,
        hook,
        _json(context) if context else {},
        moment,
        _json(facts) if facts else None,
        _on_server(server, patient, patient_id, backend) if server is not None else None,
        file=str(patient) if patient and not in_folder else "",
        strict=strict,
    )
    if patient is not None and in_folder:
        export = _export(patient)
        if patient_id is None and len(export.patients()) > 1:
            return _everybody(registry, case, export, moment)
        case = replace(case, whence=Exported(export, patient_id or next(iter(export.patients()), "")))
    elif patient_id is not None and server is None:
        case = _of_several(case, patient_id)
    result = ask_case(registry, case, moment)
    if hook is not None and result.get("results") == []:
        served = sorted({hook for a in registry.analyses.values() for hook in a.hooks})
        typer.echo(f"chartside: nothing serves the hook {hook!r}; there are {', '.join(served) or 'none'}", err=True)
    if as_json:
        sys.stdout.buffer.write(json_bytes(result, indent=True) + b"\n")
    else:
        show_results(result)
        if facts is not None and not case.is_about_nobody:
            typer.echo(f"Where {facts} states a fact, it was used and not what the record says.")
    return _status([result])


def _of_several(case: Case, patient_id: str) -> Case:
    """Return the case about one of the patients of its file."""
    if case.record is None:
        raise AskError(
            "--patient says whom to take from a patient's file, a folder of export files, or from a --server"
        )
    stated = case.context.get("patientId")
    if stated is not None and not (isinstance(stated, str) and bare_id(stated) == bare_id(patient_id)):
        raise AskError("--patient and patientId in the context name two patients; give one of them")
    return replace(case, patient=bare_id(patient_id))


def _on_server(server: str, patient: Path | None, patient_id: str | None, backend: Path | None) -> OnServer:
    if patient is not None:
        raise AskError("a patient's file and --server: give one of them")
    if patient_id is None:
        raise AskError("--server needs --patient, the patient's id there")
    return OnServer(server, bare_id(patient_id), backend=backend)


def _export(folder: Path) -> Export:
    try:
        return export_in(folder)
    except ChartError as error:
        raise AskError(f"{folder}: {error}") from None


def _everybody(registry: Registry, case: Case, export: Export, now: datetime) -> int:
    """Ask about every patient of an export, one result line each, which says whose it is."""
    status = 0
    for id in export.patients():
        result, failed = _contained(partial(ask_case, registry, replace(case, whence=Exported(export, id)), now))
        sys.stdout.buffer.write(json_bytes({"patient": id, **result}) + b"\n")
        status = max(status, failed)
    sys.stdout.flush()
    return status


def _batch(registry: Registry, batch: Path, analysis: str | None, now: datetime) -> int:
    status = asked = 0
    with nullcontext(sys.stdin.buffer) if str(batch) == "-" else batch.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                result, failed = _line(registry, line, number, analysis, now)
                sys.stdout.buffer.write(result + b"\n")
                status = max(status, failed)
                asked += 1
    sys.stdout.flush()
    if not asked:
        typer.echo(f"chartside: {batch} holds no case, so nothing was asked; each line is one", err=True)
    return status


def _line(registry: Registry, line: bytes, number: int, analysis: str | None, now: datetime) -> tuple[bytes, int]:
    """Return the result of one line and its status."""

    def answer() -> dict[str, Any]:
        case = read_case(line)
        return ask_case(registry, replace(case, analysis=case.analysis or analysis), now)

    result, failed = _contained(answer)
    if "error" in result:
        result = {"error": {"line": number, **result["error"]}}
    return json_bytes(result), failed


def _contained(answer: Callable[[], dict[str, Any]]) -> tuple[dict[str, Any], int]:
    """Return a result and its status; a bad question, or a defect, costs no other its result."""
    try:
        result = answer()
        return result, _status([result])
    except AskError as error:
        said = str(error)
    except Exception as error:  # noqa: BLE001 - any defect is this question's only
        said = f"a defect of Chartside ({type(error).__name__})"
    return {"error": {"message": said}}, 1


def _status(results: Iterable[Mapping[str, Any]]) -> int:
    flat = [one for r in results for one in r.get("results", [r])]
    return int(any(one["outcome"] == Outcome.FAILED for one in flat))


def _json(path: Path) -> dict[str, Any]:
    raw = path.read_bytes()
    try:
        read = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise AskError(f"{path}: not valid JSON: {error}") from None
    if not isinstance(read, dict):
        raise AskError(f"{path}: expected an object")
    twice = second_of_a_name(raw)
    if twice is not None:
        raise AskError(f"{path}: {named_twice(raw, twice)}")
    return read
