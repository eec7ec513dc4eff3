"""Say what an input holds when nobody said anything about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chartside.codes import Code
from chartside.explanation import GIVEN
from chartside.facts import Coded, Found, Series
from chartside.inputs import (
    ClockRequest,
    DerivedRequest,
    EffectiveMedicationsRequest,
    Having,
    History,
    Injected,
    Latest,
    LatestCoded,
    OrderRequest,
    OrdersRequest,
    PatientRequest,
    Request,
)
from chartside.missing import Missing
from chartside.orders import EffectiveMedications, Orders
from chartside.plain.error import PlainFactError

NOT_PROVIDED = Missing("not-provided")


def absent(request: Request, why: Missing = NOT_PROVIDED) -> Any:
    """Return what an input holds when nobody said anything about it."""
    if isinstance(request, Having) and request.implied is not None and why is NOT_PROVIDED:
        return Found((stated(request, "implied"),) if request.implied else (), implied=True)
    if isinstance(request, Latest | LatestCoded | PatientRequest | OrderRequest | DerivedRequest):
        return why
    return collection(request)((), why)


def collection(request: Request) -> Callable[..., Found[Any]]:
    """Return what holds the facts of a request; raises PlainFactError for a request of one fact."""
    match request:
        case History():
            return Series
        case OrdersRequest():
            return Orders
        case EffectiveMedicationsRequest():
            return EffectiveMedications
        case (
            OrderRequest()
            | Latest()
            | LatestCoded()
            | PatientRequest()
            | DerivedRequest()
            | Injected()
            | ClockRequest()
        ):
            raise PlainFactError(f"{type(request).__name__} is not a collection")
        case _:
            return Found


def stated(request: Having, name: str) -> Coded:
    """Return the statement that a predicate holds, as the caller made it."""
    # The caller named the concept, not a code: none is made up.
    return Coded(
        request.kind,
        Code("", request.what.name),
        display=f"{request.what.display} (stated by the caller)",
        ref=f"{GIVEN}{name}",
    )
