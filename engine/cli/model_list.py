"""``chartside models list``: every model with its artefacts, for a person at a terminal or as JSON."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from chartside import Artefact
from chartside.registry import Broken
from engine.audit import Choice, Named
from engine.cli.model_record import ModelRecord
from engine.cli.show import printable
from engine.json_text import json_bytes
from engine.models.acceptance import failing, held
from engine.models.installed import InstalledModel
from engine.models.past import Past

_COLOURS = {"speaks": "bold", "in shadow": "yellow", "": ""}
NOT_INSTALLED = "not installed"


def write(there: Sequence[InstalledModel], record: ModelRecord, broken: Sequence[Broken], *, as_json: bool) -> int:
    """Write the list; 1 where an artefact that shall speak or be tried is not installed, or a plugin that may have models is broken."""
    told = [_told(one, record.past(one)) for one in there]
    told += [_gone(id, name, choice) for (id, name), choice in record.absent(there).items()]
    if as_json:
        body = {"models": told, "broken": [str(one) for one in broken]}
        body |= {"stateUnknown": record.unknown} if record.unknown else {}
        sys.stdout.buffer.write(json_bytes(body, indent=True) + b"\n")
    else:
        out = Console(highlight=False)
        _print(out, told, record.unknown)
        for one in broken:
            out.print(f"BROKEN {one}", style="red", markup=False)
    return int(bool(broken) or any(line["origin"] == NOT_INSTALLED for one in told for line in one["artefacts"]))


def _told(one: InstalledModel, past: Past) -> dict[str, Any]:
    lines = [_line(one, past, artefact) for artefact in one.model.artefacts]
    known = {line["sha256"] for line in lines}
    chosen = ((past.holds.active, "speaks"), (past.holds.shadow, "in shadow"))
    missing = [(named, role) for named, role in chosen if named is not None and named.sha256 not in known]
    lines += [_missing(named, role) | _since(past, role) for named, role in missing]
    order = {"speaks": 0, "in shadow": 1, "": 2}
    return {
        "analysis": one.analysis.id,
        "model": one.name,
        "name": one.model.name,
        "artefacts": sorted(lines, key=lambda line: order[line["role"]]),
    }


def _line(one: InstalledModel, past: Past, artefact: Artefact) -> dict[str, Any]:
    named = Named(artefact.version, artefact.sha256)
    lines = held(artefact.evaluation, one.model.limits)
    role = "speaks" if named == past.active else "in shadow" if named == past.holds.shadow else ""
    return {
        "role": role,
        "version": artefact.version,
        "sha256": artefact.sha256,
        **_since(past, role),
        "origin": artefact.origin,
        "limits": [line.as_json() for line in lines],
        "met": not failing(lines),
        **({"misses": failing(lines)} if failing(lines) else {}),
    }


def _missing(named: Named, role: str) -> dict[str, Any]:
    return {"role": role, "version": named.version, "sha256": named.sha256, "origin": NOT_INSTALLED}


def _gone(analysis: str, model: str, choice: Choice) -> dict[str, Any]:
    chosen = ((choice.active, "speaks"), (choice.shadow, "in shadow"))
    lines = [_missing(named, role) for named, role in chosen if named is not None]
    return {"analysis": analysis, "model": model, "artefacts": lines}


def _since(past: Past, role: str) -> dict[str, str]:
    change = {"speaks": past.turned, "in shadow": past.tried}.get(role)
    if change is None:
        return {}
    return {
        "since": change.at.astimezone(UTC).isoformat(),
        "who": change.who,
        "why": change.why,
        "decision": change.record,
    }


def _print(out: Console, told: Sequence[dict[str, Any]], unknown: str) -> None:
    for one in told:
        name = one.get("name", NOT_INSTALLED)
        out.print(f"[bold]{escape(one['analysis'])}[/bold], model {escape(name)} (input {escape(one['model'])})")
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
        for heading in ("", "version", "sha256", "since"):
            table.add_column(heading, no_wrap=True)
        for heading in ("from", "limits"):
            table.add_column(heading, overflow="fold")
        for line in one["artefacts"]:
            cells = (line["role"], line["version"], line["sha256"][:12], _from(line), line["origin"], _limits(line))
            table.add_row(*(escape(printable(cell)) for cell in cells), style=_style(line))
        out.print(Padding(table, (0, 0, 1, 2)))
    if not told:
        out.print("No analysis that is installed here has a trained model.")
    if unknown:
        out.print(
            f"What was decided here is not known, so what ships first is shown as speaking: {unknown}.",
            style="dim",
            markup=False,
        )


def _from(line: dict[str, Any]) -> str:
    if "since" in line:
        return str(line["since"][: len("2026-11-20")])
    return "as shipped" if line["role"] and line["origin"] != NOT_INSTALLED else ""


def _style(line: dict[str, Any]) -> str:
    wrong = line["origin"] == NOT_INSTALLED or (line["role"] == "speaks" and not line["met"])
    return "red" if wrong else _COLOURS[line["role"]]


def _limits(line: dict[str, Any]) -> str:
    if "limits" not in line:
        return "install it, or roll back"
    if not line["limits"]:
        return "no limits are set"
    return f"misses {line['misses']}" if "misses" in line else "limits met"
