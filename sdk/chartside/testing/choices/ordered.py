"""Choices for what is ordered, prescribed and taken; the gate of an analysis lets only some orders through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from chartside.codes import Code
from chartside.facts import Coded, Dosage, Found, Prescription
from chartside.gates import OrderNames
from chartside.inputs import EffectiveMedicationsRequest, OrderRequest, OrdersRequest, PrescriptionsRequest
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


def prescriptions(subject: Subject, request: PrescriptionsRequest) -> Iterator[Choice]:
    """Yield nothing prescribed; each medicine of the set in small and large doses, by mass and by the piece; what states too little."""
    codes = subject.members(request.what, most=4)

    def one(code: Code, number: int, *dosages: Dosage, days: float = 40) -> Prescription:
        ref = subject.ref("MedicationRequest", number)
        since = subject.ago(days=days)
        return Prescription(
            "MedicationRequest",
            code,
            (code,),
            code.display,
            "active",
            since,
            dosages=dosages,
            ref=ref,
            origin="prefetch",
        )

    def taken(dose: Decimal, unit: str) -> Dosage:
        return Dosage(dose, unit, times=Decimal(1), per_hours=Decimal(6))

    yield Choice("none", Found())
    for code in codes:
        for dose, unit in ((1, "{tablet}"), (40, "{tablet}"), (1, "{patch}"), (5, "mg"), (100, "mg")):
            said = f"{dose} {unit} of {code.display or code.value} every six hours"
            yield Choice(said, Found((one(code, 1, taken(Decimal(dose), unit)),)))
    ordinary = one(codes[0], 1, taken(Decimal(5), "mg"))
    drafted = replace(ordinary, status="draft", drafted=True, ref=subject.ref("MedicationRequest", 2))
    yield Choice("a draft", Found((drafted,)))
    filled = replace(
        one(codes[0], 1), quantity=Decimal(60), quantity_unit="{tablet}", supply_days=Decimal(30), repeats=1
    )
    for said, lasting in (("a draft for ten days", Decimal(10)), ("a draft for thirty days", Decimal(30))):
        yield Choice(said, Found((replace(drafted, supply_days=lasting, repeats=0),)))
    yield Choice("a draft beside one of last month", Found((ordinary, drafted)))
    yield Choice("one that is over", Found((replace(ordinary, status="completed", current=False),)))
    yield Choice("no dosage, and how much is dispensed", Found((filled,)))
    yield Choice("no dosage", Found((one(codes[0], 1),)), "extreme")
    yield Choice("no frequency", Found((one(codes[0], 1, Dosage(Decimal(1), "{tablet}")),)), "extreme")
    yield Choice("no unit", Found((one(codes[0], 1, taken(Decimal(1), "")),)), "extreme")
    yield Choice("none at a time", Found((one(codes[0], 1, taken(Decimal(0), "mg")),)), "extreme")
    yield Choice("of yesterday", Found((one(codes[0], 1, taken(Decimal(5), "mg"), days=1),)), "edge")
    several = tuple(one(c, n, taken(Decimal(5), "mg")) for n, c in enumerate(codes, 1))
    yield Choice("several", Found(several))
    gap = Missing("incomplete", "made up by the kit")
    yield Choice("found, and more may exist", Found(several[:1], gap), "edge")
    yield from (lost(request, reason) for reason in REASONS)
