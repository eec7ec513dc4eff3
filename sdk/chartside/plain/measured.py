"""Read plain measurements: age, sex, a value, a series."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from chartside.explanation import GIVEN
from chartside.facts import Comparator, Quantity, Series, Word
from chartside.inputs import History, Latest, Request
from chartside.missing import ONLY_A_BOUND, Missing
from chartside.moments import Moment
from chartside.plain.error import PlainFactError
from chartside.plain.scalar import Given, bound, moment, number
from chartside.units import UnitError, convert


def age(name: str, _: Request, value: Any, __: Given) -> Quantity:
    """Return an age from years."""
    years = number(name, value)
    if years < 0:
        raise PlainFactError(f"{name}: expected years, zero or more")
    return Quantity(years, "a", ref=f"{GIVEN}{name}")


def sex(name: str, _: Request, value: Any, __: Given) -> Word | Missing:
    """Return the sex from a word or its first letter."""
    if not isinstance(value, str):
        raise PlainFactError(f"{name}: expected a word, female or male")
    word = {"f": "female", "m": "male"}.get(value.strip().lower(), value.strip().lower())
    if word not in ("female", "male"):
        return Missing("incomplete", "neither female nor male; sex is not guessed")
    return Word(word, ref=f"{GIVEN}{name}")


def _measured(name: str, request: Latest | History, value: Any, unit: str) -> Quantity | Missing:
    given = number(name, value)
    try:
        converted = convert(request.what.name, given, unit, request.unit)
    except UnitError as error:
        return Missing("unit", str(error))
    return Quantity(
        converted, request.unit, display=request.what.display, reported=f"{given} {unit}", ref=f"{GIVEN}{name}"
    )


def latest(name: str, request: Latest, value: Any, given: Given) -> Quantity | Missing:
    """Return a value from a number, or a bound where the request wants one."""
    comparator: Comparator = ""
    bare = value
    if isinstance(value, str):
        comparator, bare = bound(value)
    if comparator and not request.bounds:
        return ONLY_A_BOUND
    stated = given.get(f"{name}_unit", given.get(request.unit_from, request.unit))
    read = _measured(name, request, bare, str(stated))
    return replace(read, comparator=comparator) if isinstance(read, Quantity) and comparator else read


def history(name: str, request: History, value: Any, given: Given) -> Series:
    """Return a series from ``[[time, value], ...]``; of bare numbers where the request says how far apart they are."""
    unit = str(given.get(f"{name}_unit", request.unit))
    points: list[Quantity] = []
    rejected: Missing | None = None
    for index, pair in enumerate(_pairs(name, value, request.every)):
        read = _measured(f"{name}[{index}]", request, pair[1], unit)
        if isinstance(read, Missing):
            rejected = read
            continue
        points.append(_at(read, moment(f"{name}[{index}]", pair[0])))
    points.sort(key=lambda q: q.effective.wall if q.effective else datetime.min)  # noqa: DTZ901 - never compared: all have a time
    return Series(tuple(points), rejected)


def _at(read: Quantity, moment: Moment) -> Quantity:
    return Quantity(read.value, read.unit, moment, display=read.display, reported=read.reported, ref=read.ref)


def _pairs(name: str, value: Any, every: timedelta | None) -> list[Any]:
    pairs = list(value) if isinstance(value, list | tuple) else []
    if every is not None and pairs and all(isinstance(p, int | float | Decimal) for p in pairs):
        hours = every / timedelta(hours=1)
        return [(position * hours, number) for position, number in enumerate(pairs, 1)]
    if not isinstance(value, list | tuple) or any(not isinstance(p, list | tuple) or len(p) != 2 for p in pairs):  # noqa: PLR2004 - a pair
        raise PlainFactError(f"{name}: expected a list of [time, value]")
    return pairs
