"""Choices for what is measured: one value, values over time, a derived number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal, localcontext

from chartside.facts import Quantity, Series
from chartside.inputs import DerivedRequest, History, Latest
from chartside.missing import Missing
from chartside.testing.choice import REASONS, Choice, every_loss, lost
from chartside.testing.choices.subject import Subject
from chartside.units import ANALYTES, UnitError, convert

_UNKNOWN_SCALE = tuple(Decimal(n) for n in ("5", "1", "20", "100", "0.5", "500"))
_STEPS = 7
_LONG = 60
_MOST_RISES = 12


def plausible(request: Latest | History) -> tuple[Decimal, Decimal] | None:
    """Return what a person can have of an analyte, in the request's unit; None where the table of units does not say."""
    known = ANALYTES.get(request.what.name)
    if known is None:
        return None
    try:
        low, high = (convert(request.what.name, edge, known.canonical, request.unit) for edge in known.plausible)
    except UnitError:
        return None
    return min(low, high), max(low, high)


def ordinary(request: Latest | History, known: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Return a few values that spread over what a person can have, those in the middle first."""
    edges = plausible(request)
    if edges is None:
        spread = {n * f for n in known[:12] for f in (Decimal("0.5"), Decimal(1), Decimal(2))} if known else set()
        return tuple(sorted(spread)) or _UNKNOWN_SCALE
    low, high = edges
    with localcontext(prec=12):
        if low > 0:
            points = [low * (high / low) ** (Decimal(i) / _STEPS) for i in range(1, _STEPS)]
        else:
            points = [low + (high - low) * i / _STEPS for i in range(1, _STEPS)]
        rounded = [Decimal(f"{p:.3g}") for p in points]
    middle = len(rounded) // 2
    return tuple(sorted(rounded, key=lambda p: abs(rounded.index(p) - middle)))


def around(number: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """Return a number with its two neighbours, one more decimal place away."""
    places = max(0, -int(number.normalize().as_tuple().exponent))
    step = Decimal(1).scaleb(-places - 1)
    return number - step, number, number + step


def _range(subject: Subject, request: Latest | History) -> tuple[Decimal, Decimal]:
    numbers = subject.mined.numbers
    return plausible(request) or (Decimal(0), max([*numbers, *_UNKNOWN_SCALE]))


def _quantity(subject: Subject, request: Latest | History, value: Decimal, number: int = 1) -> Quantity:
    code = min(request.what.codes, key=lambda c: c.value, default=None)
    return Quantity(
        value.normalize() + Decimal(0) if value else Decimal(0),
        request.unit,
        subject.ago(days=1),
        code,
        request.what.display,
        f"{value:f} {request.unit}",
        ref=subject.ref("Observation", number),
        version_id="1",
        origin="prefetch",
    )


def latest(subject: Subject, request: Latest) -> Iterator[Choice]:
    """Values that spread, values at what the analysis knows, the extremes, bounds where they are asked for, odd times."""
    low, high = _range(subject, request)
    known = subject.mined.between(low, high)
    usual = ordinary(request, known)
    for value in usual:
        yield Choice(f"{value:f} {request.unit}", _quantity(subject, request, value))
    for value in (v for n in known for v in around(n) if low <= v <= high):
        yield Choice(f"{value:f} {request.unit}", _quantity(subject, request, value), "edge")
    for value in (low, high):
        yield Choice(f"{value:f} {request.unit} (extreme)", _quantity(subject, request, value), "extreme")
    fact = _quantity(subject, request, usual[0])
    if request.bounds:
        for n in (usual[0], *known[:10]):
            yield Choice(f"> {n:f}", replace(_quantity(subject, request, n), comparator=">"), "edge")
            yield Choice(f"< {n:f}", replace(_quantity(subject, request, n), comparator="<"), "edge")
    if request.max_age is not None:
        oldest = subject.ago(seconds=request.max_age.total_seconds() - 60)
        yield Choice("as old as may be", replace(fact, effective=oldest), "extreme")
    month = f"{subject.now.date() - timedelta(days=20)}"[:7]
    yield Choice("dated to the month", replace(fact, effective=type(subject.ago(days=1)).parse(month)), "extreme")
    yield Choice("undated", replace(fact, effective=None), "extreme")
    yield from every_loss(request)


def history(subject: Subject, request: History) -> Iterator[Choice]:
    """Series that are flat, rise and fall by what the analysis knows; single, long, simultaneous, old, empty and with gaps."""
    low, high = _range(subject, request)
    small = [n for n in subject.mined.numbers if 0 < n <= 10][:_MOST_RISES]  # noqa: PLR2004 - what a ratio or a rise can be
    base = min((v for v in ordinary(request, subject.mined.between(low, high))), key=lambda v: abs(v - 1))

    def series(*points: tuple[float, Decimal]) -> Series:
        ordered = sorted(points, key=lambda p: -p[0])
        inside = [(hours, min(max(v, low), high)) for hours, v in ordered]
        return Series(
            tuple(
                replace(_quantity(subject, request, v, i), effective=subject.ago(hours=h))
                for i, (h, v) in enumerate(inside, 1)
            )
        )

    yield Choice("flat", series((60, base), (36, base), (12, base)))
    for factor in (n for r in small for n in around(r)):
        yield Choice(f"{factor:f} times as much", series((60, base), (12, base * factor)), "edge")
        yield Choice(f"up by {factor:f}", series((30, base), (12, base + factor)), "edge")
    yield Choice("rising", series((30, base), (20, base * Decimal("1.6")), (10, base * Decimal("2.4"))))
    yield Choice("falling", series((30, base * 3), (20, base * 2), (10, base)))
    yield Choice("a single value", series((10, base)))
    yield Choice("two of one instant", series((10, base), (10, base * 2)), "extreme")
    yield Choice("old only", series((24 * 200, base), (24 * 190, base * 2)), "extreme")
    yield Choice("from one extreme to the other", series((30, low), (10, high)), "extreme")
    yield Choice(
        "a long one", series(*((6 + 7 * i, base * (1 + Decimal(i % 7) / 10)) for i in range(_LONG))), "extreme"
    )
    yield Choice("none", Series())
    rising = series((30, base), (10, base * 3))
    for reason in ("incomplete", "unit", "conflicting"):
        yield Choice(
            f"rising, with a gap ({reason})", replace(rising, unknown=Missing(reason, "made up by the kit")), "edge"
        )
    yield from (lost(request, reason) for reason in REASONS)


def derived(subject: Subject, request: DerivedRequest) -> Iterator[Choice]:
    """Every value of the kind; for a number, those that the analysis knows."""
    kind = request.what
    values: list[str | Decimal | bool] = list(kind.values)
    if not values and kind.type is bool:
        values = [True, False]
    elif not values and kind.type is Decimal:
        known = subject.mined.between(Decimal(0), Decimal(1000))
        values = list(dict.fromkeys([*_UNKNOWN_SCALE, *(v for n in known for v in around(n))]))
    elif not values:
        values = [*subject.mined.like(r"[a-z][a-z -]{2,20}"), "something"]
    for value in values:
        fact = kind.of(value, subject.ago(days=1))
        yield Choice(str(value), replace(fact, ref=f"derived/made.up/{subject.name}", origin="derived"))
    yield from every_loss(request)
