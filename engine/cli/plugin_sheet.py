"""``chartside plugins show``: one plugin, for a person at a terminal or as JSON."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from chartside.explanation import sentence
from chartside.manifest import Manifest, ManifestError, read_manifest
from chartside.manifest.sheet import sheet
from chartside.registry import Plugin
from engine.cli.standing import Standing
from engine.json_text import json_bytes

_MARKS = {"done": "green", "todo": "yellow", "exempt": "dim", "contradicted": "red"}


def show(plugin: Plugin, stands: Standing, *, as_json: bool, checks: bool) -> int:
    """Show a plugin; 1 where its manifest cannot be used, or claims what is shown to be otherwise."""
    manifest, wrong = _manifest(plugin)
    failing = _failing(plugin) if checks else None
    told = sheet(plugin, manifest, failing or ())
    told["manifestProblems"] = wrong
    told["checks"] = "not run; `chartside check` runs them" if failing is None else {"failing": failing}
    told["analyses"] = [{**one, **stands.told(one["id"])} for one in told["analyses"]]
    if as_json:
        sys.stdout.buffer.write(json_bytes(told, indent=True) + b"\n")
    else:
        _print(Console(highlight=False), told)
    contradicted = any(r["standing"] == "contradicted" for r in told.get("quality", {}).get("rules", ()))
    return int(bool(wrong) or contradicted)


def _manifest(plugin: Plugin) -> tuple[Manifest | None, list[str]]:
    try:
        return read_manifest(plugin), []
    except ManifestError as error:
        return None, [f"{error.file}: {problem}" for problem in error.problems]


def _failing(plugin: Plugin) -> list[str]:
    from engine.cli.check import failing  # noqa: PLC0415 - the kit is loaded only where it runs

    return failing(plugin)


def _print(out: Console, told: Mapping[str, Any]) -> None:
    title = f": {told['title']}" if "title" in told else ""
    out.print(f"[bold]{escape(told['name'])}[/bold]{escape(title)}")
    _lines(
        out,
        {
            "from": f"{told['distribution']} {told['version']}",
            "by": told.get("developer"),
            "contact": told.get("contact"),
            "licence": told.get("licence"),
            "for": told.get("users"),
            "SMART scopes": ", ".join(told["scopes"]) or "none",
            "quality": told["quality"]["level"]
            if "quality" in told
            else "not known: there is no manifest that can be used",
            "sha256": told["sha256"],
        },
    )
    for problem in told["manifestProblems"]:
        out.print(f"  MANIFEST {problem}", style="red", markup=False)
    for one in told["analyses"]:
        _analysis(out, one)
    for command in told["commands"]:
        out.print(f"\n[bold]command[/bold] {escape(command['name'])}: {escape(command['help'])}")
    if "quality" in told:
        _quality(out, told)


def _analysis(out: Console, one: Mapping[str, Any]) -> None:
    out.print(f"\n[bold]{escape(one['id'])}[/bold] {one['version']}: {escape(one['title'])}")
    asked = ", ".join(one["hooks"]) or "only by name"
    _lines(
        out,
        {
            "state": one.get("state"),
            "waits": one.get("waits"),
            "use": one.get("intendedUse"),
            "patients": one.get("population"),
            "asked at": f"{asked}{', for each draft order' if one['perOrder'] else ''}{', when ' + one['when'] if 'when' in one else ''}",
            "pace": one["pace"],
            "provides": one.get("provides"),
            "reviewed by": f"{one['reviewer']}; review due: {one['reviewBy']}" if "reviewer" in one else None,
            "cut-offs": "; ".join(f"{c['input']} {', '.join(c['at'])}" for c in one.get("cutoffs", ())),
            "limits": " ".join(map(sentence, one["limits"])),
        },
    )
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("reads", no_wrap=True)
    for heading in ("what", "FHIR", "back", "unit"):
        table.add_column(heading, overflow="fold")
    for line in one["inputs"]:
        words = (
            line["name"],
            line["asks"],
            ", ".join(line.get("searches", line["fhir"])),
            line.get("lookBack", ""),
            line.get("unit", ""),
        )
        table.add_row(*map(escape, words))
    out.print(Padding(table, (0, 0, 0, 2)))
    _lines(out, dict(_origins(one)))


def _origins(one: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for number, source in enumerate(one["sources"], 1):
        yield f"source {number}", f"{source['title']}, {source['version']}, {source['date']}, {source['url']}"
    for number, known in enumerate(one["knowledge"], 1):
        yield f"knowledge {number}", f"{known['name']} {known['version']}, sha256 {known['sha256']}"
    for check, why in one.get("expectedFailures", {}).items():
        yield f"expected to fail: {check}", why


def _quality(out: Console, told: Mapping[str, Any]) -> None:
    out.print("\n[bold]quality[/bold]")
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 2))
    for rule in told["quality"]["rules"]:
        colour = _MARKS[rule["standing"]]
        why = f": {rule['why']}" if rule["why"] else ""
        table.add_row(rule["level"], escape(rule["says"]), f"[{colour}]{rule['standing']}{escape(why)}[/{colour}]")
    out.print(table)
    checks = told["checks"]
    said = checks if isinstance(checks, str) else f"run; failing: {', '.join(checks['failing']) or 'none'}"
    out.print(
        f"  Contract checks: {said.replace('`chartside check`', '`chartside check ' + told['name'] + '`')}.",
        style="dim",
        markup=False,
    )


def _lines(out: Console, entries: Mapping[str, str | None]) -> None:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, text in entries.items():
        if text:
            table.add_row(escape(name), escape(text))
    if table.row_count:
        out.print(table)
