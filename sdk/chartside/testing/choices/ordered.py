"""Choices for what is ordered and what is taken; the gate of an analysis lets only some orders through."""

from __future__ import annotations

from collections.abc import Iterator

from chartside.codes import Code
from chartside.facts import Coded
from chartside.gates import OrderNames
from chartside.inputs import EffectiveMedicationsRequest, OrderRequest, OrdersRequest
from chartside.missing import Missing
from chartside.orders import EffectiveMedications, Order, Orders
from chartside.testing.bundle import UNRELATED
from chartside.testing.choice import REASONS, Choice, every_loss, lost
from chartside.testing.choices.subject import Subject


def _order(code: Code | None, number: int = 1, *, stops: bool = False) -> Order:
    codings = (code,) if code else ()
    display = code.display if code else "a medicine without a code"
    return Order(
        "MedicationRequest",
        codings,
        display,
        "draft",
        "order",
        stops,
        ref=f"MedicationRequest/draft-{number}",
        origin="prefetch",
    )


def _admitted(subject: Subject) -> tuple[Code, ...]:
    gate = subject.gate
    codes = (*subject.members(gate.what, 6),) if isinstance(gate, OrderNames) else (*subject.members(None), UNRELATED)
    let_in = tuple(c for c in codes if gate is None or gate.refuses((_order(c),)) is None)
    return let_in or codes


def order(subject: Subject, request: OrderRequest) -> Iterator[Choice]:
    """Yield one draft for each code that the gate admits, and what else it admits: no code, a stop, a stranger."""
    for code in _admitted(subject):
        yield Choice(f"an order for {code.display or code.value}", _order(code))
    odd = (
        ("an order without a code", _order(None)),
        ("an order that stops", _order(_admitted(subject)[0], stops=True)),
        ("an order for something else", _order(UNRELATED)),
    )
    for said, one in odd:
        if subject.gate is None or subject.gate.refuses((one,)) is None:
            yield Choice(said, one, "edge")
    yield from every_loss(request)


def orders(subject: Subject, request: OrdersRequest) -> Iterator[Choice]:
    """Yield one draft, several, and those beside which others may exist."""
    codes = _admitted(subject)
    for code in codes:
        yield Choice(f"one order, {code.display or code.value}", Orders((_order(code),)))
    yield Choice("several orders", Orders(tuple(_order(c, n) for n, c in enumerate((*codes, UNRELATED), 1))), "edge")
    if subject.gate is None:
        yield Choice("none", Orders())
    yield Choice(
        "one, and more may exist",
        Orders((_order(codes[0]),), Missing("incomplete", "made up by the kit")),
        "edge",
    )
    yield from (lost(request, reason) for reason in REASONS)


def medications(subject: Subject, request: EffectiveMedicationsRequest) -> Iterator[Choice]:
    """Yield nothing taken, each medicine of the set, several, and one that nobody could name."""
    codes = subject.members(request.what)

    def taken(code: Code, number: int) -> Coded:
        ref = subject.ref("MedicationRequest", number)
        return Coded(
            "MedicationRequest", code, (code,), code.display, "active", subject.ago(days=40), ref=ref, origin="prefetch"
        )

    yield Choice("none", EffectiveMedications())
    for code in codes:
        yield Choice(f"takes {code.display or code.value}", EffectiveMedications((taken(code, 1),)))
    if len(codes) > 1:
        yield Choice("takes several", EffectiveMedications(tuple(taken(c, n) for n, c in enumerate(codes, 1))))
    if request.what is None:
        unnamed = Coded(
            "MedicationRequest", Code("", ""), (), "unnamed", "active", ref=subject.ref("MedicationRequest")
        )
        yield Choice("takes what has no code", EffectiveMedications((unnamed,)), "extreme")
    gap = Missing("incomplete", "made up by the kit")
    yield Choice("takes one, and more may exist", EffectiveMedications((taken(codes[0], 1),), gap), "edge")
    yield from (lost(request, reason) for reason in REASONS)
