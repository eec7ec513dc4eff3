"""Facts from plain values, by the names of an analysis' inputs: how a person or a test asks without a chart."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from chartside.analysis import Analysis
from chartside.codes import Code
from chartside.explanation import GIVEN
from chartside.facts import Coded, Comparator, Derived, Fact, Found, Quantity, Series, Value, Word
from chartside.inputs import (
    AgeRequest,
    ClockRequest,
    DerivedRequest,
    EffectiveMedicationsRequest,
    Having,
    History,
    Injected,
    Latest,
    OrderRequest,
    OrdersRequest,
    Path,
    PatientRequest,
    Request,
    SexRequest,
)
from chartside.missing import ONLY_A_BOUND, Missing
from chartside.moments import Moment
from chartside.orders import EffectiveMedications, Order, Orders
from chartside.units import UnitError, convert


class PlainFactError(ValueError):
    """A plain fact that cannot be read: the message names it, what was expected and the mend, never its value."""


NOT_PROVIDED = Missing("not-provided")
_BOUND = re.compile(r"(<=|>=|<|>)\s*(?=[\d.])")
# What people and spreadsheets write for FHIR's 2026-11-10T08:00:00+00:00.
_LOOSE_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(?:(Z)|([+-]\d{2}):?(\d{2}))?")
Given = Mapping[str, Any]


def plain_facts(analysis: Analysis, given: Given, now: datetime) -> dict[str, Any]:
    """Return a value for every input of an analysis from plain values; facts pass through unchanged.

    What travels with the plugin need not be given.

    Numbers are in the unit of the input, or of the paired ``<name>_unit``; yes and no are predicates; ``[[time, value], ...]`` is a
    series, its times hours or dates (a blank may stand for the T, and +0000 for +00:00). What is not given is not-provided, except
    where asking by itself implies it.
    Raises PlainFactError for a name or a value that the analysis cannot read.
    """
    names = set(analysis.inputs)
    unknown = [n for n in given if n not in names and not (n.endswith("_unit") and n.removesuffix("_unit") in names)]
    if unknown:
        raise PlainFactError(
            f"{analysis.id} reads no {', '.join(map(repr, sorted(unknown)))}; it reads {', '.join(sorted(names))}"
        )
    return {
        name: _fact(name, declared.request, given, now)
        for name, declared in analysis.inputs.items()
        if not isinstance(declared.request, Injected) or name in given
    }


def _fact(name: str, request: Request, given: Given, now: datetime) -> Any:
    value = given.get(name)
    if isinstance(request, Injected):
        return value
    if isinstance(value, Fact | Found | Missing | datetime):
        return value
    if isinstance(request, ClockRequest):
        return _clock(name, request, value, now)
    if value is None:
        return absent(request)
    if isinstance(value, tuple | list) and value and all(isinstance(v, Fact) for v in value):
        return _collection(request)(tuple(value))
    reader = next((read for kind, read in _READERS if isinstance(request, kind)), None)
    if reader is None:
        raise PlainFactError(f"{name}: cannot be given as a plain value; give a patient's record instead")
    return reader(name, request, value, given)


def _clock(name: str, request: ClockRequest, value: Any, now: datetime) -> date | datetime:
    if value is None:
        return now.date() if request.whole_day else now
    if isinstance(value, date):
        return value
    try:
        if request.whole_day:
            return date.fromisoformat(value)
        at = datetime.fromisoformat(value)
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    except (TypeError, ValueError):
        wanted = "a day such as 2026-11-20" if request.whole_day else "a time such as 2026-11-20T09:00:00Z"
        raise PlainFactError(f"{name}: expected {wanted}") from None


def absent(request: Request, why: Missing = NOT_PROVIDED) -> Any:
    """Return what an input holds when nobody said anything about it."""
    if isinstance(request, Having) and request.implied is not None and why is NOT_PROVIDED:
        return Found((_stated(request, "implied"),) if request.implied else (), implied=True)
    if isinstance(request, Latest | PatientRequest | OrderRequest | DerivedRequest):
        return why
    return _collection(request)((), why)


def _collection(request: Request) -> Callable[..., Found[Any]]:
    match request:
        case History():
            return Series
        case OrdersRequest():
            return Orders
        case EffectiveMedicationsRequest():
            return EffectiveMedications
        case OrderRequest() | Latest() | PatientRequest() | DerivedRequest() | Injected() | ClockRequest():
            raise PlainFactError(f"{type(request).__name__} is not a collection")
        case _:
            return Found


def _stated(request: Having, name: str) -> Coded:
    # The caller named the concept, not a code: none is made up.
    return Coded(
        request.kind,
        Code("", request.what.name),
        display=f"{request.what.display} (stated by the caller)",
        ref=f"{GIVEN}{name}",
    )


def _number(name: str, value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise PlainFactError(f"{name}: expected a number")
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        raise PlainFactError(f"{name}: expected a number") from None
    if not number.is_finite():
        raise PlainFactError(f"{name}: expected a finite number")
    return number


def _age(name: str, _: Request, value: Any, __: Given) -> Quantity:
    years = _number(name, value)
    if years < 0:
        raise PlainFactError(f"{name}: expected years, zero or more")
    return Quantity(years, "a", ref=f"{GIVEN}{name}")


def _sex(name: str, _: Request, value: Any, __: Given) -> Word | Missing:
    if not isinstance(value, str):
        raise PlainFactError(f"{name}: expected a word, female or male")
    word = {"f": "female", "m": "male"}.get(value.strip().lower(), value.strip().lower())
    if word not in ("female", "male"):
        return Missing("incomplete", "neither female nor male; sex is not guessed")
    return Word(word, ref=f"{GIVEN}{name}")


def _measured(name: str, request: Latest | History, value: Any, unit: str) -> Quantity | Missing:
    number = _number(name, value)
    try:
        converted = convert(request.what.name, number, unit, request.unit)
    except UnitError as error:
        return Missing("unit", str(error))
    return Quantity(
        converted, request.unit, display=request.what.display, reported=f"{number} {unit}", ref=f"{GIVEN}{name}"
    )


def _latest(name: str, request: Latest, value: Any, given: Given) -> Quantity | Missing:
    comparator: Comparator = ""
    bare = value
    if isinstance(value, str):
        comparator, bare = bound(value)
    if comparator and not request.bounds:
        return ONLY_A_BOUND
    read = _measured(name, request, bare, str(given.get(f"{name}_unit", request.unit)))
    return replace(read, comparator=comparator) if isinstance(read, Quantity) and comparator else read


def bound(text: str) -> tuple[Comparator, str]:
    """Split "> 60" into its comparator and its number; no comparator where there is none."""
    match = _BOUND.match(text.strip())
    return (cast("Comparator", match[1]), text.strip()[match.end() :]) if match else ("", text)


def _history(name: str, request: History, value: Any, given: Given) -> Series:
    unit = str(given.get(f"{name}_unit", request.unit))
    points: list[Quantity] = []
    rejected: Missing | None = None
    for index, pair in enumerate(_pairs(name, value)):
        read = _measured(f"{name}[{index}]", request, pair[1], unit)
        if isinstance(read, Missing):
            rejected = read
            continue
        points.append(_at(read, _moment(f"{name}[{index}]", pair[0])))
    points.sort(key=lambda q: q.effective.wall if q.effective else datetime.min)  # noqa: DTZ901 - never compared: all have a time
    return Series(tuple(points), rejected)


def _at(read: Quantity, moment: Moment) -> Quantity:
    return Quantity(read.value, read.unit, moment, display=read.display, reported=read.reported, ref=read.ref)


def _pairs(name: str, value: Any) -> list[Any]:
    pairs = list(value) if isinstance(value, list | tuple) else []
    if not isinstance(value, list | tuple) or any(not isinstance(p, list | tuple) or len(p) != 2 for p in pairs):  # noqa: PLR2004 - a pair
        raise PlainFactError(f"{name}: expected a list of [time, value]")
    return pairs


def _moment(name: str, value: Any) -> Moment:
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


def _predicate(name: str, request: Having, value: Any, _: Given) -> Found[Coded]:
    if not isinstance(value, bool):
        raise PlainFactError(f"{name}: expected true or false")
    return Found((_stated(request, name),)) if value else Found()


def _code(name: str, value: Any) -> tuple[tuple[Code, ...], str]:
    if not isinstance(value, Mapping) or not value.get("code"):
        raise PlainFactError(f"{name}: expected {{system, code, display}}")
    return (Code(str(value.get("system", "")), str(value["code"])),), str(value.get("display", ""))


def _order(name: str, _: Request, value: Any, __: Given) -> Order:
    codings, display = _code(name, value)
    return Order("MedicationRequest", codings, display, "draft", "order", ref=f"{GIVEN}{name}")


def _orders(name: str, request: Request, value: Any, given: Given) -> Orders:
    return Orders(tuple(_order(f"{name}[{i}]", request, v, given) for i, v in enumerate(value)))


def _medications(name: str, request: EffectiveMedicationsRequest, value: Any, __: Given) -> EffectiveMedications:
    found = []
    for i, one in enumerate(value):
        codings, display = _code(f"{name}[{i}]", one)
        if request.what is None or request.what.find(codings):
            found.append(Coded("MedicationRequest", codings[0], codings, display, "active", ref=f"{GIVEN}{name}/{i}"))
    return EffectiveMedications(tuple(found))


def _derived(name: str, request: DerivedRequest, value: Any, __: Given) -> Derived:
    kind = request.what
    try:
        given = _number(name, value) if kind.type is Decimal else value
        return replace(kind.of(given), ref=f"{GIVEN}{name}", origin="derived")
    except ValueError as error:
        raise PlainFactError(f"{name}: {error}") from None


def _path(name: str, _: Request, value: Any, __: Given) -> Found[Value]:
    results = value if isinstance(value, list | tuple) else [value]
    return Found(tuple(Value(v, ref=f"{GIVEN}{name}/{i}") for i, v in enumerate(results)))


_READERS: tuple[tuple[type, Callable[..., Any]], ...] = (
    (AgeRequest, _age),
    (SexRequest, _sex),
    (Latest, _latest),
    (History, _history),
    (Having, _predicate),
    (OrderRequest, _order),
    (OrdersRequest, _orders),
    (EffectiveMedicationsRequest, _medications),
    (Path, _path),
    (DerivedRequest, _derived),
)
