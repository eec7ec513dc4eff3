"""Say a medication line in short words, a word for each column of a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.notes.medication import MedicationLine
from plugins.notes.medication.line import Quantity

_UNITS = {"h": "hour", "d": "day", "wk": "week", "mo": "month", "min": "minute", "a": "year"}


def ordered(line: MedicationLine) -> tuple[str, ...]:
    """Return ingredient, dose, strength, route, when, as needed, for how long, status, and what to be careful about."""
    care = [caution.kind for caution in line.cautions] + ([line.abstained] if line.abstained else [])
    return (
        line.ingredient or "not known",
        _amount(line.dose),
        _amount(line.strength),
        line.route.value if line.route else "",
        _when(line.timing.repeat) if line.timing else "",
        "yes" if line.prn else "",
        _amount(line.duration),
        line.status or "",
        "; ".join(dict.fromkeys(care)),
    )


def _amount(one: Quantity | None) -> str:
    if one is None:
        return ""
    low = f"{one.value.normalize():f}"
    return f"{low}-{one.high.normalize():f} {one.unit}" if one.high is not None else f"{low} {one.unit}"


def _when(repeat: Mapping[str, Any]) -> str:
    said = []
    if "count" in repeat:
        said.append(f"{repeat['count']} in all")
    if "frequency" in repeat:
        times = f"{repeat['frequency']}-{repeat['frequencyMax']}" if "frequencyMax" in repeat else repeat["frequency"]
        period = repeat.get("period", 1)
        span = f"{period}-{repeat['periodMax']}" if "periodMax" in repeat else period
        unit = _UNITS.get(repeat.get("periodUnit", ""), repeat.get("periodUnit", ""))
        said.append(f"{times} x every {span} {unit}" if span != 1 else f"{times} x a {unit}")
    for key in ("when", "dayOfWeek", "timeOfDay"):
        said += repeat.get(key, [])
    return ", ".join(map(str, said))
