"""The limits that make a watch or an alarm of a number, kept as data with their sources."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Limits:
    """What ``limits.toml`` holds; what each means, and where it comes from, stands there."""

    predictions: int
    psi_watch: float
    psi_alarm: float
    chance: float
    each: int
    level: float
    observed_expected: tuple[float, float]
    auroc_fall: float
    subgroup_auroc_fall: float
    age_bands: tuple[int, ...]
    cannot_tell: float
    days: int


@cache
def limits() -> Limits:
    """Return the limits that ship."""
    read = tomllib.loads((files(__package__) / "limits.toml").read_text("utf-8"))
    flat = {name: value for part in read.values() for name, value in part.items()}
    listed: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in flat.items()}
    return Limits(**listed)
