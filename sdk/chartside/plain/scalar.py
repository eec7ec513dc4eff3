"""Read one plain number, bound, time or code, or say what was expected."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from chartside.codes import Code
from chartside.facts import Comparator
from chartside.moments import Moment
from chartside.plain.error import PlainFactError

Given = Mapping[str, Any]
_BOUND = re.compile(r"(<=|>=|<|>)\s*(?=[\d.])")
# What people and spreadsheets write for FHIR's 2026-11-10T08:00:00+00:00.
_LOOSE_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(?:(Z)|([+-]\d{2}):?(\d{2}))?")


def number(name: str, value: Any) -> Decimal:
    """Return a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise PlainFactError(f"{name}: expected a number")
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        raise PlainFactError(f"{name}: expected a number") from None
    if not number.is_finite():
        raise PlainFactError(f"{name}: expected a finite number")
    return number


def bound(text: str) -> tuple[Comparator, str]:
    """Split "> 60" into its comparator and its number; no comparator where there is none."""
    match = _BOUND.match(text.strip())
    return (cast("Comparator", match[1]), text.strip()[match.end() :]) if match else ("", text)


def moment(name: str, value: Any) -> Moment:
    """Return a time: a date, a time of day with it, or a number of hours."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Moment.hours(value)
    text = str(value).strip()
    loose = _LOOSE_TIME.fullmatch(text)
    day, clock, zulu, hours, minutes = loose.groups() if loose else ("",) * 5
    zone = zulu or (f"{hours}:{minutes}" if hours else "")
    try:
        return replace(Moment.parse(f"{day}T{clock}{zone}" if loose else text), text=text)
    except ValueError as error:
        raise PlainFactError(f"{name}: {error}, or a number of hours") from None


def coded(name: str, value: Any) -> tuple[tuple[Code, ...], str]:
    """Return the code and the wording of ``{system, code, display}``."""
    if not isinstance(value, Mapping) or not value.get("code"):
        raise PlainFactError(f"{name}: expected {{system, code, display}}")
    return (Code(str(value.get("system", "")), str(value["code"])),), str(value.get("display", ""))
