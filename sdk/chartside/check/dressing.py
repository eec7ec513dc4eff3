"""Write other words into facts, and leave what they mean as it is: names, references and wording decide nothing, and tell of whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from chartside.codes import Code
from chartside.facts import Fact, Found, Note, Quantity
from chartside.moments import Moment
from chartside.testing.choice import Choice

_WORDS = ("display", "reported", "relative")


def dressed(
    choices: Mapping[str, Choice], *, display: str = "", mark: str = "", digits: Decimal | None = None
) -> dict[str, Choice]:
    """Return the choices with another display; with a mark on every reference, version and text; with digits on every measurement."""
    return {n: replace(c, value=_dress(c.value, display, mark, digits)) for n, c in choices.items()}


def moved(choices: Mapping[str, Choice], days: int, years: int = 0) -> dict[str, Choice]:
    """Return the choices with every date that is told to the day so many days later, and with ages so many years higher."""
    return {n: replace(c, value=_move(c.value, timedelta(days=days), years)) for n, c in choices.items()}


def _move(value: Any, by: timedelta, years: int) -> Any:
    if isinstance(value, Found):
        return replace(value, items=tuple(_move(v, by, years) for v in value))
    if not isinstance(value, Fact) or not is_dataclass(value):
        return value
    changed: dict[str, Any] = {name: _later(moment, by) for name, moment in moments(value)}
    if isinstance(value, Quantity) and value.unit == "a":
        changed["value"] = value.value + years
    return replace(value, **changed)


def moments(fact: Fact) -> Iterator[tuple[str, Moment]]:
    """Yield every date of a fact that is told to the day, with the field's name."""
    for each in fields(fact):
        value = getattr(fact, each.name)
        if isinstance(value, Moment) and value.precision in ("day", "instant") and value.given is None:
            yield each.name, value


def _later(moment: Moment, by: timedelta) -> Moment:
    day = date.fromisoformat(moment.text[:10]) + by
    return Moment.parse(f"{day.isoformat()}{moment.text[10:]}")


def _dress(value: Any, display: str, mark: str, digits: Decimal | None) -> Any:
    if isinstance(value, Found):
        return replace(value, items=tuple(_dress(v, display, mark, digits) for v in value))
    if not isinstance(value, Fact) or not is_dataclass(value):
        return value
    changed: dict[str, Any] = {
        f.name: display or getattr(value, f.name) for f in fields(value) if f.name in _WORDS and getattr(value, f.name)
    }
    for name in ("code", "gene_code"):
        code = getattr(value, name, None)
        if display and isinstance(code, Code):
            changed[name] = Code(code.system, code.value, display)
    if mark:
        changed |= {"ref": f"{value.ref}-{mark}", "version_id": mark, "last_updated": mark, "sha256": mark}
        changed |= {name: f"{said} {mark}" for name, said in changed.items() if name in _WORDS}
        if isinstance(value, Note):
            changed["text"] = f"{value.text} {mark}"
    if digits is not None and isinstance(value, Quantity) and value.unit != "a":
        changed["value"] = value.value + digits
    return replace(value, **changed)
