"""Measures of a trained model as a table: each number with its interval, and the limit that it is held against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from rich.console import RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from engine.cli.show import printable
from engine.models.acceptance import Held, number

_PLACES = Decimal("0.0001")


def measures(said: Mapping[str, Any], lines: Sequence[Held]) -> RenderableType:
    """Return each measure with interval and limit; a limit on what was not measured is a row too."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("measure", "value", "interval", "limit", ""):
        table.add_column(heading, overflow="fold")
    for name in dict.fromkeys([*said, *(line.limit.measure for line in lines)]):
        its = [line for line in lines if line.limit.measure == name]
        for index, line in enumerate(its or [None]):
            first = (name, value(said.get(name)), interval(said.get(name))) if index == 0 else ("", "", "")
            table.add_row(*(escape(printable(cell)) for cell in first), *_limit(line))
    return Padding(table, (0, 0, 0, 2))


def subgroups(said: Mapping[str, Any]) -> Iterator[tuple[str, RenderableType]]:
    """Yield for each attribute a table of its groups: a row a measure, a column a group."""
    for attribute, groups in said.items():
        if not isinstance(groups, Mapping):
            continue
        table = Table(box=None, padding=(0, 2, 0, 0))
        table.add_column("measure", overflow="fold")
        for group in groups:
            table.add_column(escape(printable(str(group))), overflow="fold")
        for name in _named(groups.values()):
            cells = (_cell(of.get(name)) if isinstance(of, Mapping) else "" for of in groups.values())
            table.add_row(escape(printable(name)), *(escape(cell) for cell in cells))
        yield printable(attribute), Padding(table, (0, 0, 0, 2))


def value(measure: Any) -> str:
    """Return the number of a measure, to four places; the record and ``--json`` have all of them."""
    return _number(measure.get("value") if isinstance(measure, Mapping) else measure)


def interval(measure: Any) -> str:
    """Return the bounds of a measure; nothing where it has none."""
    if not isinstance(measure, Mapping):
        return ""
    bounds = [_number(measure.get(bound)) for bound in ("low", "high")]
    return f"{bounds[0]} to {bounds[1]}" if all(bounds) else ""


def _cell(measure: Any) -> str:
    between = interval(measure)
    return f"{value(measure)} ({between})" if between else value(measure)


def _limit(line: Held | None) -> tuple[str, str]:
    if line is None:
        return "", ""
    mark = "[green]met[/green]" if line.met else "[red]not met[/red]"
    bound = str(line.limit).removeprefix(line.limit.measure).strip()  # the row names the measure
    return escape(bound), mark if line.value is not None else f"{mark}: {escape(line.lacks)}"


def _number(found: Any) -> str:
    exact = number(found)
    if exact is None:
        return "" if found is None else printable(str(found))
    return str(found) if isinstance(found, int) else f"{exact.quantize(_PLACES):f}"


def _named(groups: Iterable[Any]) -> list[str]:
    return list(dict.fromkeys(name for of in groups if isinstance(of, Mapping) for name in of))
