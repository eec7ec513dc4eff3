"""``chartside check``: hold a plugin to the contract, with the adapter that the SDK alone does not have."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import orjson
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from chartside.check import Finding, Report, Suite, TargetError, UnusableError, find
from chartside.inputs import Input
from chartside.manifest import ManifestError, read_manifest
from chartside.manifest.quality import Quality, judge
from chartside.registry import Plugin
from chartside.testing.bundle import PATIENT
from engine.cli.serve import OperatorError
from engine.installed import installed
from engine.json_text import json_bytes
from fhir_adapter import Chart

_STOPPED = 130  # as a shell says of what Ctrl-C ended
_COLOURS = {"pass": "green", "fail": "red", "expected failure": "yellow", "not shown": "dim"}


def facts_of(bundle: Mapping[str, Any], inputs: Mapping[str, Input], now: datetime) -> Mapping[str, Any]:
    """Read a Bundle as the service reads a patient's record."""
    return Chart.from_patient_file(orjson.dumps(bundle), {"patientId": PATIENT}).facts(inputs, now)


def failing(plugin: Plugin) -> list[str]:
    """Return the names of the checks that a plugin fails."""
    return list(_Run(plugin).report("").failing)


def run(target: str, *, as_json: bool, every: bool) -> int:
    """Check a plugin or one of its analyses, print what was found, and return 1 where a check fails or a claim is shown to be wrong.

    Raises OperatorError where nothing has that name.
    """
    try:
        plugin, analysis = find(target, installed())
    except TargetError as error:
        raise OperatorError(str(error)) from None
    except UnusableError as error:
        typer.echo(f"chartside: BROKEN {error}", err=True)
        return 1
    run = _Run(plugin)
    report = run.report(analysis)
    quality = _quality(plugin, report)
    wrong = quality.contradicted if quality else ()
    if as_json:
        claims = [{"rule": one.rule.id, "why": one.why} for one in wrong]
        body = report.as_json() | {"contradicted": claims, "level": quality.level if quality else ""}
        sys.stdout.buffer.write(json_bytes(body, indent=True) + b"\n")
    else:
        _print(Console(highlight=False), report, quality, every=every)
    if run.stopped:
        typer.echo("chartside: stopped before every check was run", err=True)
        return _STOPPED
    return int(not report.ok or bool(wrong))


@dataclass
class _Run:
    """The checks of a plugin, one after the other: whatever one of them lets through costs no other its finding."""

    plugin: Plugin
    stopped: bool = False

    def report(self, analysis: str) -> Report:
        """Return what was found; all of it, unless somebody at the terminal stopped the run."""
        return Report(self.plugin.name, self.plugin.version, tuple(self._findings(analysis)))

    def _findings(self, analysis: str) -> Iterator[Finding]:
        suite = Suite(self.plugin, facts_of)
        try:
            for id, name in suite.plan(analysis):
                yield _finding(suite, id, name)
        except KeyboardInterrupt:
            self.stopped = True


def _finding(suite: Suite, analysis: str, name: str) -> Finding:
    try:
        return suite.finding(analysis, name)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a plugin may raise anything
        said = f"{analysis} raised {type(error).__name__}, which is no Exception; a service contains it, and a caller may not"
        return Finding(analysis, name, "fail", said)


def _quality(plugin: Plugin, report: Report) -> Quality | None:
    """Judge the plugin's claims by the report; None where there is no manifest to judge."""
    try:
        return judge(read_manifest(plugin), report.failing)
    except ManifestError:
        return None  # the checks say so


def _print(out: Console, report: Report, quality: Quality | None, *, every: bool) -> None:
    for analysis, findings in groupby(report.findings, key=lambda f: f.analysis):
        out.print(f"[bold]{analysis}[/bold]")
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 2))
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        told = list(findings)
        for one in told:
            if every or one.state != "pass":
                table.add_row(Text(one.state, style=_COLOURS[one.state]), one.check, Text(one.message or one.promise))
        if table.row_count:
            out.print(table)
        if not every:
            out.print(f"  {sum(f.state == 'pass' for f in told)} passed", style=_COLOURS["pass"])
    for wrong in quality.contradicted if quality else ():
        out.print(f"card.toml claims {wrong.rule.id!r} to be done, but {wrong.why}.", style="red", markup=False)
    out.print(report.summary + (f"; quality {quality.level or 'none'}" if quality else ""), markup=False)
