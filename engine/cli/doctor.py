"""``chartside doctor``: what is well here, what is not, and what to do about it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from engine.cli.serve import settings_of
from engine.clock import utc_now
from engine.doctor import Finding, examine
from engine.installed import installed
from engine.json_text import json_bytes

_COLOURS = {"ok": "green", "warning": "yellow", "failed": "red"}


def run(data: Path | None, *, as_json: bool) -> int:
    """Examine this installation, print each finding, and return 1 where something failed."""
    findings: list[Finding] = []
    out = Console(highlight=False)
    for finding in examine(lambda: settings_of(data=data), installed, os.environ, utc_now):
        findings.append(finding)
        if not as_json:
            _print(out, finding)
    failures = sum(f.standing == "failed" for f in findings)
    warnings = sum(f.standing == "warning" for f in findings)
    if as_json:
        body = {
            "standing": "failed" if failures else "warning" if warnings else "ok",
            "findings": [
                {"check": f.check, "standing": f.standing, "said": f.said, **({"mend": f.mend} if f.mend else {})}
                for f in findings
            ],
        }
        sys.stdout.buffer.write(json_bytes(body, indent=True) + b"\n")
    else:
        out.print(f"\n{len(findings)} looked at, {failures} failed, {warnings} to look at.", markup=False)
    return int(bool(failures))


def _print(out: Console, finding: Finding) -> None:
    table = Table(box=None, show_header=False, padding=(0, 1, 0, 0))
    table.add_column(width=len("warning"), style=_COLOURS[finding.standing])
    table.add_column(width=len("required analyses"))
    table.add_column(overflow="fold")
    table.add_row(finding.standing, finding.check, Text(finding.said))
    if finding.mend:
        table.add_row("", "", Text(f"-> {finding.mend}"))
    out.print(table)
