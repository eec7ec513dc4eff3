"""Shows many results to a person at a terminal: whole what has a card, in a line each the others, and nothing left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from textwrap import shorten
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from engine.cli.show import OUTCOME_COLOURS, printable, show_result

FEW = 3
"""Results that are each shown whole, with everything that they read."""
LONGEST = 140
"""Characters of a reason among many; a score may lack thirty things, and is asked by its name for all of them."""
_SEVERITY = ("critical", "warning", "info")
_HEADINGS = {
    "failed": "Failed: do not read their silence as reassurance",
    "answered": "Answered without a card",
    "cannot-tell": "Cannot tell, for want of what is named",
    "not-applicable": "Not applicable",
}


def show_results(result: Mapping[str, Any], console: Console | None = None) -> None:
    """Print what became of each analysis that was asked: a few whole; of many those with cards whole, and the others by outcome."""
    out = console or Console()
    results = [printable(one) for one in result.get("results", [result])]
    carded = [one for one in results if one["cards"] or len(results) <= FEW]
    for one in sorted(carded, key=_severity):
        show_result(out, one)
    rest = [one for one in results if one not in carded]
    for outcome, heading in _HEADINGS.items():
        _section(out, outcome, heading, [one for one in rest if one["outcome"] == outcome])
    if rest:
        out.print("[dim]What one of them read: name it, as in chartside ask ANALYSIS PATIENT.[/dim]")
    out.print("[dim]Asked at the desk: nothing was recorded.[/dim]")


def _severity(one: Mapping[str, Any]) -> int:
    return min((_SEVERITY.index(card["indicator"]) for card in one["cards"]), default=len(_SEVERITY))


def _section(out: Console, outcome: str, heading: str, results: Sequence[Mapping[str, Any]]) -> None:
    if not results:
        return
    colour = OUTCOME_COLOURS[outcome]
    out.print(f"[bold {colour}]{heading}[/bold {colour}] ({len(results)})")
    table = Table(box=None, padding=(0, 2, 0, 2), show_header=False)
    table.add_column("reason", overflow="fold", ratio=1)
    table.add_column("analyses", style="dim", overflow="fold", ratio=1)
    for reason, names in _by_reason(results).items():
        table.add_row(escape(shorten(reason, LONGEST, placeholder=" ...")), escape(", ".join(names)))
    out.print(table)
    out.print()


def _by_reason(results: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return the analyses of each reason, in the order of the reasons' first mention: dozens share one."""
    grouped: dict[str, list[str]] = {}
    for one in results:
        order = f" for {one['order']}" if one.get("order") else ""
        grouped.setdefault(one["reason"], []).append(f"{one['analysis']}{order}")
    return grouped
