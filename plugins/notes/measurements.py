"""Read the values that a note states: what was measured, the number as written, its unit where one is said or only one is used."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_BETWEEN = (
    r"(?:[ \t]*(?:[:=~≈]|(?<![A-Za-z])(?:is|was|of|at|level|value|score|count|today|now|up to|down to|approximately|about|around|"
    r"measured|stable at|in the)(?![A-Za-z])))*[ \t]*"
)
_MOST_AFTER = 24  # characters in which a unit may stand behind its number


@dataclass(frozen=True, slots=True)
class Measurement:
    """A value at ``text[start:end]``: ``low`` and ``high`` of a range or a pressure, else alike; ``unit`` in UCUM, empty where unknown."""

    start: int
    end: int
    name: str
    code: str
    """In LOINC."""
    low: Decimal
    high: Decimal
    unit: str
    stated: bool
    """Whether the unit stands in the text."""
    comparator: str = ""

    def as_json(self, text: str) -> dict[str, Any]:
        """Return it as ``chartside notes read --json`` prints it."""
        value = [_plain(self.low)] if self.low == self.high else [_plain(self.low), _plain(self.high)]
        return {
            "start": self.start,
            "end": self.end,
            "text": text[self.start : self.end],
            "name": self.name,
            "code": {"system": "http://loinc.org", "code": self.code},
            "value": value,
            "comparator": self.comparator or None,
            "unit": self.unit or None,
            "unitStated": self.stated,
        }


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    code: str
    pair: bool
    unit: str
    plausible: tuple[Decimal, Decimal]
    units: Mapping[str, str]
    """UCUM by spelling, in lower case."""


def measurements(text: str, stretches: Sequence[tuple[int, int]]) -> Iterator[Measurement]:
    """Yield the values of a text, a sentence or line at a time."""
    kinds, pattern = _shipped()
    for start, end in stretches:
        for found in pattern.finditer(text, start, end):
            yield from _measured(text, found, kinds[" ".join(found["name"].lower().split())], end)


def _measured(text: str, found: re.Match[str], kind: _Kind, end: int) -> Iterator[Measurement]:
    low, high = Decimal(found["low"].replace(",", "")), found["high"]
    if (found["mark"] == "/") != kind.pair and high is not None:
        return  # 120/80 is a pressure and nothing else, and 35-40 is none
    if kind.pair and high is None:
        return
    other = Decimal(high.replace(",", "")) if high else low
    unit, stop = _unit(text, found.end(), end, kind)
    if not all(kind.plausible[0] <= one <= kind.plausible[1] for one in (low, other)):
        return
    comparator = {"≥": ">=", "≤": "<="}.get(found["comparator"] or "", found["comparator"] or "")
    yield Measurement(found.start(), stop, kind.name, kind.code, low, other, unit or kind.unit, bool(unit), comparator)


def _unit(text: str, at: int, end: int, kind: _Kind) -> tuple[str, int]:
    """Return the unit that stands behind a number, and where it ends; none, and where the number ends."""
    behind = text[at : min(end, at + _MOST_AFTER)]
    said = behind.lstrip(" \t")
    skipped = len(behind) - len(said)
    for spelling in sorted(kind.units, key=len, reverse=True):
        if said.lower().startswith(spelling) and not (spelling[-1].isalnum() and said[len(spelling) :][:1].isalnum()):
            return kind.units[spelling], at + skipped + len(spelling)
    return "", at


@cache
def _shipped() -> tuple[Mapping[str, _Kind], re.Pattern[str]]:
    table = tomllib.loads((files("plugins.notes") / "knowledge" / "measurements.toml").read_text("utf-8"))
    kinds: dict[str, _Kind] = {}
    for name, row in table.items():
        if isinstance(row, dict):
            low, high = row["plausible"]
            spelled = {spelling: unit for unit, spellings in row["units"].items() for spelling in spellings}
            kind = _Kind(
                name, row["code"], row.get("pair", False), row.get("unit", ""), (Decimal(low), Decimal(high)), spelled
            )
            kinds |= dict.fromkeys(row["names"], kind)
    names = "|".join(re.escape(one).replace(r"\ ", r"[ \t]+") for one in sorted(kinds, key=len, reverse=True))
    pattern = (
        rf"(?<![\w/.-])(?P<name>{names})(?![\w'])(?:\s*\([^()]{{0,30}}\))?{_BETWEEN}(?P<comparator>[<>≤≥]=?)?[ \t]*"
        rf"(?P<low>{_NUMBER})(?:[ \t]*(?P<mark>/|-|–|to)[ \t]*(?P<high>{_NUMBER}))?(?!\d|/\d|[.,]\d|-\d)"
    )
    return kinds, re.compile(pattern, re.IGNORECASE)
