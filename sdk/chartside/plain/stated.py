"""Read plain statements: yes and no, orders, medicines, what another analysis would derive, results of an expression."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from chartside.explanation import GIVEN
from chartside.facts import Coded, Derived, Found, Value
from chartside.inputs import DerivedRequest, EffectiveMedicationsRequest, Having, LatestCoded, Request
from chartside.medicines import could_be, named_by, resolve
from chartside.missing import NOT_EXPECTED, Missing
from chartside.orders import EffectiveMedications, Order, Orders
from chartside.plain.absence import stated
from chartside.plain.error import PlainFactError
from chartside.plain.scalar import Given, coded, number


def predicate(name: str, request: Having, value: Any, _: Given) -> Found[Coded]:
    """Return a statement from true or false; a model's 1 and 0 are the same."""
    if not isinstance(value, bool) and value not in (0, 1):
        raise PlainFactError(f"{name}: expected true or false")
    return Found((stated(request, name),)) if value else Found()


def answer(name: str, request: LatestCoded, value: Any, __: Given) -> Coded | Missing:
    """Return a coded result from its code; false says that there is none, and one that is not expected is missing, as from a chart."""
    if value is False:
        return Missing("not-found")
    codings, display = coded(name, value)
    if request.answers is None:
        return Coded("Observation", codings[0], codings, display, ref=f"{GIVEN}{name}")
    code = request.answers.find(codings)
    if code is None:
        return NOT_EXPECTED
    return Coded("Observation", code, codings, display, ref=f"{GIVEN}{name}")


def order(name: str, _: Request, value: Any, __: Given) -> Order:
    """Return a draft order of a medicine from its code."""
    codings, display = coded(name, value)
    ingredients = resolve(codings, display).ingredients
    return Order("MedicationRequest", codings, display, "draft", "order", ingredients=ingredients, ref=f"{GIVEN}{name}")


def orders(name: str, request: Request, value: Any, given: Given) -> Orders:
    """Return draft orders from a list of codes."""
    return Orders(tuple(order(f"{name}[{i}]", request, v, given) for i, v in enumerate(value)))


def medications(name: str, request: EffectiveMedicationsRequest, value: Any, __: Given) -> EffectiveMedications:
    """Return what the patient takes from a list of codes; one that could be asked for and cannot be resolved is unknown."""
    what, found, unplaced, left_out = request.what, [], 0, set[str]()
    for i, one in enumerate(value):
        codings, display = coded(f"{name}[{i}]", one)
        ingredients = resolve(codings, display).ingredients
        code = codings[0] if what is None else named_by(what, codings, ingredients)
        if code is None:
            unplaced += what is not None and could_be(what, codings, ingredients)
        elif what is not None and what.excludes is not None and named_by(what.excludes, codings, ingredients):
            left_out.add(what.excludes.name)
        else:
            ref = f"{GIVEN}{name}/{i}"
            found.append(Coded("MedicationRequest", code, codings, display, "active", ingredients=ingredients, ref=ref))
    detail = f"medicines that could not be resolved to an ingredient: {unplaced}"
    unknown = Missing("incomplete", detail) if unplaced else None
    return EffectiveMedications(tuple(found), unknown, tuple(sorted(left_out)))


def derived(name: str, request: DerivedRequest, value: Any, __: Given) -> Derived:
    """Return a derived fact from its bare value."""
    kind = request.what
    try:
        given = number(name, value) if kind.type is Decimal else _yes_or_no(value) if kind.type is bool else value
        return replace(kind.of(given), ref=f"{GIVEN}{name}", origin="derived")
    except ValueError as error:
        raise PlainFactError(f"{name}: {error}") from None


def _yes_or_no(value: Any) -> Any:
    """Return a model's 1 and 0 as yes and no."""
    return bool(value) if value in (0, 1) and not isinstance(value, str) else value


def path(name: str, _: Request, value: Any, __: Given) -> Found[Value]:
    """Return the results of an expression from one or a list of them."""
    results = value if isinstance(value, list | tuple) else [value]
    return Found(tuple(Value(v, ref=f"{GIVEN}{name}/{i}") for i, v in enumerate(results)))
