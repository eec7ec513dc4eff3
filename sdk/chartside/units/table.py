"""Reads the table of units from its files, once."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from importlib.resources import files
from typing import Any

from chartside.units.analyte import Analyte, Conversion

_HEAD = frozenset({"version", "date", "sources"})
_KNOWN = frozenset(
    {"unit", "plausible", "because", "mass", "units", "affine", "spellings", "blank", "fraction", "note"}
)
_SPELLINGS = "spellings.toml"
_FILES: Mapping[str, bytes] = {
    file.name: file.read_bytes()
    for file in sorted((files(__package__) / "knowledge").iterdir(), key=lambda f: f.name)
    if file.name.endswith(".toml")
}
_TABLES: Mapping[str, Mapping[str, Any]] = {name: tomllib.loads(raw.decode()) for name, raw in _FILES.items()}


def _analytes() -> Iterator[tuple[str, Analyte]]:
    for file, content in _TABLES.items():
        if file != _SPELLINGS:
            yield from ((k, _analyte(f"{file}: {k}", entry)) for k, entry in content.items() if k not in _HEAD)


def _analyte(where: str, entry: Mapping[str, Any]) -> Analyte:
    if not entry.keys() <= _KNOWN:
        raise ValueError(f"{where}: not known {', '.join(sorted(entry.keys() - _KNOWN))}")
    low, high = entry["plausible"]
    factors = {unit: _factor(text) for unit, text in entry.get("units", {}).items()}
    affine = {
        unit: Conversion(**{part: Decimal(text) for part, text in parts.items()})
        for unit, parts in entry.get("affine", {}).items()
    }
    return Analyte(
        entry["unit"],
        factors | affine,
        (Decimal(low), Decimal(high)),
        entry.get("because", ""),
        Decimal(entry["mass"]) if "mass" in entry else None,
        entry.get("spellings", {}),
        entry.get("blank", False),
        Decimal(entry["fraction"]) if "fraction" in entry else None,
    )


def _factor(text: str) -> Conversion:
    times, _, over = text.partition("/")
    return Conversion(Decimal(times), Decimal(over or "1"))


SHA256 = hashlib.sha256(b"".join(_FILES.values())).hexdigest()
"""The hash of the files of the table, in the order of their names."""
VERSION = f"{max(content['version'] for content in _TABLES.values())}+{SHA256[:12]}"
ANALYTES: Mapping[str, Analyte] = dict(_analytes())
"""Every analyte of the table, by the name that its code set has."""
SPELLINGS: Mapping[str, tuple[str, ...]] = {
    unit: tuple(written) for unit, written in _TABLES[_SPELLINGS]["spellings"].items()
}
"""How each UCUM unit is also written, whatever is measured."""
AS_WRITTEN: frozenset[str] = frozenset(_TABLES[_SPELLINGS]["as_written"])
"""Spellings that mean one thing here and another there: only the analyte tells, and its entry says so."""
