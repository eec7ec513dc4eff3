"""The working of an answer: JSON that says something, finite numbers, no empty fields."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from chartside.missing import Missing
from chartside.moments import Moment


def tidy(working: Mapping[str, Any]) -> dict[str, Any]:
    """Return the working as JSON (numbers may be Decimal) without what is empty; raise ValueError for what JSON cannot say."""
    tidied: dict[str, Any] = {}
    for name, item in working.items():
        value = _tidy(item)
        if value is not None and value not in _EMPTY:
            tidied[str(name)] = value
    return tidied


# Compared by equality, and 0 and False equal none of these.
_EMPTY: tuple[Any, ...] = ("", [], {})
_PLAIN = frozenset({str, int, bool, type(None)})


def _tidy(value: Any) -> Any:
    if type(value) in _PLAIN or isinstance(value, str | int):  # most of a working is plain, and told at once
        return value
    if isinstance(value, Mapping):
        return tidy(value)
    if isinstance(value, list | tuple | frozenset | set):
        items = sorted(value, key=str) if isinstance(value, frozenset | set) else value
        return [v for v in map(_tidy, items) if v is not None and v not in _EMPTY]
    if isinstance(value, Enum):
        return _tidy(value.value)
    if isinstance(value, float | Decimal):
        if not math.isfinite(value):
            raise ValueError("a number that is not finite")
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Moment):
        return value.plain
    if isinstance(value, Missing):
        return f"missing: {value}"
    raise ValueError(f"a {type(value).__name__}, which is not JSON")
