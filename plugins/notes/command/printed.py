"""Write JSON as the command line prints it: numbers exactly, text as it is, a lone surrogate escaped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any


def line(value: Mapping[str, Any], *, indented: bool = False) -> str:
    """Return a value as JSON on one line, or indented."""
    said = json.dumps(value, ensure_ascii=False, default=_number, indent=2 if indented else None)
    return said.encode("utf-8", "backslashreplace").decode("utf-8") if _lone(said) else said


def _number(value: object) -> int | float:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{type(value).__name__} is no JSON")


def _lone(said: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in said)
