"""Compare what was measured of an artefact with what is measured of it anew, number by number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from engine.models.acceptance import number

PARTS = ("data", "measures", "subgroups", "reference")
"""What two evaluations of one artefact must say alike."""
TOLERANCE = Decimal("1e-6")
"""How far a number may lie from the one that was stored: the last bits of a float differ from machine to machine."""

LONGEST = 80
"""So many characters of a text are shown: a hash is."""


def differences(stored: Mapping[str, Any], anew: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each thing that one evaluation says and the other says otherwise, or not at all."""
    return [line for part in PARTS for line in _differing(part, stored.get(part), anew.get(part))]


def _differing(where: str, stored: Any, anew: Any) -> Iterator[str]:
    if isinstance(stored, Mapping) and isinstance(anew, Mapping):
        for name in dict.fromkeys([*stored, *anew]):
            yield from _differing(f"{where}.{name}", stored.get(name), anew.get(name))
    elif isinstance(stored, list) and isinstance(anew, list) and len(stored) == len(anew):
        for index, (one, other) in enumerate(zip(stored, anew, strict=True)):
            yield from _differing(f"{where}[{index}]", one, other)
    elif not _alike(stored, anew):
        yield f"{where}: {_said(stored)} on record, {_said(anew)} now"


def _alike(stored: Any, anew: Any) -> bool:
    one, other = number(stored), number(anew)
    if one is None or other is None:
        return type(stored) is type(anew) and bool(stored == anew)
    return abs(one - other) <= TOLERANCE


def _said(value: Any) -> str:
    """Return a number or a short text; of all else only what it is, for it may be long."""
    if value is None:
        return "nothing"
    if isinstance(value, Mapping | list):
        return "a list or table"
    said = repr(value) if isinstance(value, str) else str(value)
    return said if len(said) <= LONGEST else "a longer text"
