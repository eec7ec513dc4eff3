"""``chartside models show``: one artefact of a model, for a person at a terminal or as JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from datetime import UTC
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from chartside import Predicts
from chartside.manifest import ManifestError, read_manifest
from chartside.manifest.sheet import sheet
from chartside.registry import Plugin
from engine.audit import Named, RecordedChange
from engine.cli.model_measures import measures, subgroups
from engine.cli.model_record import ModelRecord
from engine.cli.serve import OperatorError
from engine.cli.show import printable
from engine.json_text import json_bytes
from engine.models import deeds
from engine.models.acceptance import held
from engine.models.installed import InstalledModel
from engine.models.past import Past
from engine.monitoring import attributes as computed

ATTRIBUTES = "sourceAttributes"
_BY_THE_PLACE = "computed:"


def write(plugin: Plugin, one: InstalledModel, record: ModelRecord, which: str, *, as_json: bool) -> int:
    """Write the sheet of one artefact, that which speaks where none is named; raises ChangeRefused for one that is not here."""
    past = record.past(one)
    told = _told(plugin, one, past, chosen(past, which))
    told[ATTRIBUTES] = _computed(told[ATTRIBUTES], record.monitored.get(one.analysis.id))
    if as_json:
        sys.stdout.buffer.write(json_bytes(told, indent=True) + b"\n")
    else:
        _print(Console(highlight=False), one, past, told)
    return 0


def chosen(past: Past, which: str) -> Named:
    """Return the artefact that is named, or the one that speaks; raises ChangeRefused, or OperatorError where that is gone."""
    if which:
        return deeds.find(past, which)
    if past.active.sha256 not in {artefact.sha256 for artefact in past.model.artefacts}:
        there = ", ".join(f"{a.version} ({a.sha256[:12]})" for a in past.model.artefacts)
        raise OperatorError(
            f"{past.label} {past.active.short} shall speak and is not installed; install it, or name another: there are {there}"
        )
    return past.active


def _told(plugin: Plugin, one: InstalledModel, past: Past, named: Named) -> dict[str, Any]:
    artefact = one.model.find(named.sha256)
    said, problems = _attributes(plugin, one.analysis.id)
    return {
        "analysis": one.analysis.id,
        "model": one.name,
        "name": one.model.name,
        "version": artefact.version,
        "sha256": artefact.sha256,
        "origin": artefact.origin,
        "role": _role(past, named),
        "predicts": _predicted(one.model.predicts),
        "limits": [line.as_json() for line in held(artefact.evaluation, one.model.limits)],
        "evaluation": dict(artefact.evaluation),
        ATTRIBUTES: said,
        "manifestProblems": problems,
        "history": [change.as_json() for change in past.changes],
    }


def _role(past: Past, named: Named) -> str:
    return (
        "speaks"
        if named == past.active
        else "in shadow"
        if named == past.holds.shadow
        else "neither speaks nor is tried"
    )


def _predicted(predicts: Predicts | None) -> dict[str, Any] | None:
    if predicts is None:
        return None
    return {"outcome": predicts.outcome, "withinDays": predicts.within, "result": predicts.result}


def _attributes(plugin: Plugin, id: str) -> tuple[dict[str, Any], list[str]]:
    try:
        manifest = read_manifest(plugin)
    except ManifestError as error:
        return {}, [f"{error.file}: {problem}" for problem in error.problems]
    return next(dict(a[ATTRIBUTES]) for a in sheet(plugin, manifest)["analyses"] if a["id"] == id), []


def _computed(said: Mapping[str, Any], monitored: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the attributes, of those that the place itself computes with what its newest monitoring says."""
    here = computed(monitored)
    return {
        number: {**one, "value": here[number]}
        if number in here and str(one["value"]).startswith(_BY_THE_PLACE)
        else one
        for number, one in said.items()
    }


def _print(out: Console, one: InstalledModel, past: Past, told: Mapping[str, Any]) -> None:
    evaluation = told["evaluation"]
    out.print(
        f"[bold]{escape(told['analysis'])}[/bold], model {escape(one.model.name)} {escape(told['version'])} "
        f"(input {escape(one.name)}): {told['role']}"
    )
    _lines(
        out,
        [
            ("sha256", told["sha256"]),
            ("origin", told["origin"]),
            ("predicts", _foretold(one.model.predicts)),
            ("data", _data(evaluation.get("data"))),
        ],
    )
    _heading(out, "measured on the locked test set")
    out.print(measures(evaluation.get("measures") or {}, held(evaluation, one.model.limits)))
    for attribute, table in subgroups(evaluation.get("subgroups") or {}):
        _heading(out, f"by {attribute}")
        out.print(table)
    _heading(out, "source attributes")
    for problem in told["manifestProblems"]:
        out.print(f"  MANIFEST {problem}", style="red", markup=False)
    _lines(out, [(f"{n} {a['title']}", a["value"]) for n, a in told[ATTRIBUTES].items()])
    _heading(out, "history")
    _lines(out, [(_done(change), _happened(change)) for change in past.changes])
    if not past.changes:
        out.print("  nothing was changed on the record of this site", style="dim")


def _foretold(predicts: Predicts | None) -> str:
    if predicts is None:
        return "nothing that it names"
    return f"{predicts.outcome} within {predicts.within} days ({predicts.result})"


def _data(data: Any) -> str:
    if not isinstance(data, Mapping):
        return "not said"
    counted = ", ".join(f"{data[what]} {what}" for what in ("rows", "events") if what in data)
    hashed = f"sha256 {data['sha256']}" if "sha256" in data else ""
    return "; ".join(str(said) for said in (data.get("name"), counted, hashed) if said) or "not said"


def _done(one: RecordedChange) -> str:
    return f"{one.at.astimezone(UTC).strftime('%Y-%m-%d %H:%M')} {one.change.deed}"


def _happened(one: RecordedChange) -> str:
    before, after = one.change.before, one.change.after
    path = " to ".join(named.short for named in (before, after) if named is not None)
    return f"{path}; {one.who}: {one.why}; decision {one.record}"


def _heading(out: Console, text: str) -> None:
    out.print(f"\n[bold]{escape(text)}[/bold]")


def _lines(out: Console, entries: Iterable[tuple[str, Any]]) -> None:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 2))
    table.add_column(style="dim", overflow="fold", max_width=32)
    table.add_column(overflow="fold")
    for name, text in entries:
        table.add_row(escape(name), escape(printable(str(text))))
    if table.row_count:
        out.print(table)
