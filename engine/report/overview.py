"""All scores and models about one patient on a page: each number with its band, its course and its basis, and what could not be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from chartside import Analysis
from chartside.registry import Registry
from engine.asking import AskError, Case, ask_case
from engine.report.bedside import UNITS
from engine.report.course import MOMENTS, course, number
from engine.report.trend import Point, sparkline
from engine.report.waterfall import waterfall
from fhir_adapter.observed import observed_days
from fhir_adapter.patient_file import PatientFileError


@dataclass(frozen=True, slots=True)
class Line:
    """One analysis that gives a number, about one patient; ``points`` are its course."""

    analysis: Analysis
    result: Mapping[str, Any]
    points: tuple[Point, ...] = ()

    @property
    def working(self) -> Mapping[str, Any]:
        """Return the working of the answer."""
        found: Mapping[str, Any] = self.result["explanation"].get("working", {})
        return found

    @property
    def numbers(self) -> Mapping[str, Any]:
        """Return the results by name, none where there is no number."""
        found: Mapping[str, Any] = self.working.get("results", {})
        return {name: value for name, value in found.items() if isinstance(value, int | float | Decimal | str)}

    def as_json(self) -> dict[str, Any]:
        """Return the line as JSON."""
        told = {name: self.working[name] for name in ("unit", "band", "range") if name in self.working}
        return {
            "analysis": self.analysis.id,
            "title": self.analysis.title,
            "outcome": self.result["outcome"],
            "reason": self.result["reason"],
            "results": dict(self.numbers),
            **told,
            "cards": [{"summary": c["summary"], "indicator": c["indicator"]} for c in self.result["cards"]],
            "missing": self.result["missing"],
            "course": [{"day": p.day.isoformat(), "value": p.value} for p in self.points],
        }


def overview(registry: Registry, record: bytes, file: str, now: datetime) -> list[Line]:
    """Return a line for each score and model, those with a card first; raises AskError for a file that is no patient's record.

    An analysis is one of them when it gives a number, could give one in a range, or belongs to a plugin of which some do.
    """
    try:
        days = observed_days(record, now, MOMENTS)
    except PatientFileError as error:
        raise AskError(f"{file}: {error}") from None
    asked = [Line(a, _asked(registry, a, record, file, now)) for a in registry.analyses.values() if not a.per_order]
    counting = {one.analysis.plugin for one in asked if one.numbers}
    lines = [_with_course(registry, one, record, days, now) for one in asked if one.analysis.plugin in counting]
    return sorted(lines, key=_order)


def _order(line: Line) -> tuple[int, str]:
    outcome = line.result["outcome"]
    ranks = ("failed", "answered", "cannot-tell", "not-applicable")
    return (-1 if line.result["cards"] else ranks.index(outcome), line.analysis.id)


def _asked(registry: Registry, analysis: Analysis, record: bytes, file: str, at: datetime) -> dict[str, Any]:
    return ask_case(registry, Case(analysis.id, record, file=file), at)


def _with_course(registry: Registry, line: Line, record: bytes, days: Sequence[date], now: datetime) -> Line:
    """Ask the same at the end of each day on which something was observed, where the answer is one number."""
    if number(line.result) is None:
        return line
    return Line(line.analysis, line.result, course(registry, line.analysis.id, record, now, days))


def page(lines: Sequence[Line], about: str) -> str:
    """Return the page; it runs no script and loads nothing."""
    environment = Environment(loader=PackageLoader("engine.report", ""), autoescape=True, undefined=StrictUndefined)
    groups = {outcome: list(_of(lines, outcome)) for outcome in ("failed", "answered", "cannot-tell", "not-applicable")}
    pictures = {one.analysis.id: waterfall(one.working) for one in lines}
    courses = {one.analysis.id: sparkline(one.points, one.analysis.title) for one in lines}
    return environment.get_template("overview.html").render(
        about=about, groups=groups, pictures=pictures, courses=courses, shown=_shown, units=UNITS
    )


def _of(lines: Sequence[Line], outcome: str) -> Iterator[Line]:
    return (one for one in lines if one.result["outcome"] == outcome)


def _shown(value: Any) -> str:
    """Return a result as it is read: a number to four digits, yes and no, a word as it is."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{float(value):.4g}" if isinstance(value, float | Decimal) else str(value)
