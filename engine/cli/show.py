"""Shows a result to a person at a terminal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rich.console import Console, Group
from rich.markdown import Markdown
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from engine.report.bedside import UNITS

_COLOURS = {"critical": "red", "warning": "yellow", "info": "cyan"}
OUTCOME_COLOURS = {"answered": "green", "not-applicable": "dim", "cannot-tell": "yellow", "failed": "red"}
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def printable(value: Any) -> Any:
    """Return a JSON value whose text cannot command a terminal: what a record holds may try to."""
    if isinstance(value, str):
        return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, Mapping):
        return {key: printable(one) for key, one in value.items()}
    return [printable(one) for one in value] if isinstance(value, list | tuple) else value


def show_result(out: Console, one: Mapping[str, Any]) -> None:
    """Print what became of an analysis, its cards, what it read and what was missing; its text is printable."""
    colour = OUTCOME_COLOURS[one["outcome"]]
    order = f" for {one['order']}" if one.get("order") else ""
    heading = f"[bold]{escape(one['analysis'])}[/bold] {one['version']}{escape(order)}"
    out.print(f"{heading}: [{colour}]{one['outcome']}[/{colour}], {escape(one['reason'])}")
    for card in one["cards"]:
        said = Group(Text(card["summary"], style="bold"), Text(), Markdown(card.get("detail", ""), hyperlinks=False))
        word = card["indicator"]
        out.print(Panel(said, title=f"[{_COLOURS[word]}]{word.upper()}[/{_COLOURS[word]}]", title_align="left"))
    _inputs(out, one["explanation"])
    out.print()


def _inputs(out: Console, explanation: Mapping[str, Any]) -> None:
    table = Table(box=None, padding=(0, 2, 0, 2))
    for heading in ("input", "value", "date", "source"):
        table.add_column(heading, style="dim" if heading == "source" else "", overflow="fold")
    for line in explanation.get("inputs", ()):
        day = str(line.get("effective", ""))[: len("2026-11-20")]
        table.add_row(escape(line["display"]), escape(_value(line)), day, escape(line.get("reference", "")))
    for gap in explanation.get("missing", ()):
        table.add_row(
            escape(gap["name"]), f"[yellow]missing: {gap['reason']}[/yellow]", "", escape(gap.get("detail", ""))
        )
    if table.row_count:
        out.print(table)


def _value(line: Mapping[str, Any]) -> str:
    value = line.get("value", "")
    if isinstance(value, bool):
        return "yes" if value else "no"
    unit = str(line.get("unit", ""))
    return f"{line.get('comparator', '')}{value} {UNITS.get(unit, unit)}".strip()
