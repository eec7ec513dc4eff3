"""Hypothesis strategies for facts, for an author's own properties: needs ``pip install 'chartside[testing]'``."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from chartside.analysis import Analysis
from chartside.codes import CodeSet
from chartside.facts import Coded, Found, Note, Patient, Quantity, Series, Word
from chartside.inputs import AgeRequest, ClockRequest, Having, History, Injected, Latest, Request, SexRequest
from chartside.missing import Missing
from chartside.moments import Moment
from chartside.testing.asking import NOON
from chartside.testing.choice import REASONS
from chartside.testing.choices import choices
from chartside.testing.choices.measured import plausible
from chartside.testing.choices.subject import Subject
from chartside.testing.mined import Mined, mine

_LONGEST = 8
_DEFAULT = (Decimal(0), Decimal(1000))


def facts(analysis: Analysis, *, now: datetime = NOON) -> st.SearchStrategy[dict[str, Any]]:
    """Draw a value for every input of an analysis, as ``chartside.testing.ask`` takes them: ``ask(analysis, **drawn)``."""
    mined = mine(analysis, {name: one.resolve() for name, one in analysis.injected.items()})
    wanted = {n: i.request for n, i in analysis.inputs.items() if not isinstance(i.request, Injected)}
    return st.fixed_dictionaries({n: of_request(n, r, mined, analysis, now) for n, r in wanted.items()})


def of_request(
    name: str, request: Request, mined: Mined, analysis: Analysis, now: datetime = NOON
) -> st.SearchStrategy[Any]:
    """Draw what one input can hold: freely where it is measured or an age, else what the kit's own cases hold."""
    made = st.sampled_from([c.value for c in choices(name, request, mined, analysis.when, now)])
    match request:
        case ClockRequest():
            return st.just(now.date() if request.whole_day else now)
        case AgeRequest():
            return st.one_of(ages(), made)
        case SexRequest():
            return st.one_of(sexes(), missing())
        case Latest():
            return st.one_of(quantities(request, now=now), made)
        case History():
            return st.one_of(series(request, now=now), made)
        case Having():
            return st.one_of(found(stated(request.kind, request.what, now=now)), made)
        case _:
            return made


def missing() -> st.SearchStrategy[Missing]:
    """Draw a reason for which nothing is there."""
    return st.sampled_from(REASONS).map(lambda reason: Missing(reason, "drawn"))


def moments(*, now: datetime = NOON, back: timedelta = timedelta(days=365)) -> st.SearchStrategy[Moment]:
    """Draw a moment within a look-back."""
    return st.integers(0, int(back.total_seconds())).map(lambda s: Moment.at(now - timedelta(seconds=s)))


def ages() -> st.SearchStrategy[Quantity]:
    """Draw an age in completed years."""
    return st.integers(0, 130).map(lambda years: Quantity(Decimal(years), "a", display="age", ref="Patient/drawn"))


def sexes() -> st.SearchStrategy[Word]:
    """Draw one of the two administrative sexes that are facts."""
    return st.sampled_from(("female", "male")).map(lambda word: Word(word, ref="Patient/drawn"))


@st.composite
def patients(draw: st.DrawFn, *, now: datetime = NOON) -> Patient:
    """Draw a person; the birth date may be inexact or not there."""
    born = (now - timedelta(days=draw(st.integers(0, 365 * 115)))).date().isoformat()
    length = draw(st.sampled_from((10, 10, 10, 7, 4, 0)))
    sex = draw(st.sampled_from(("female", "male", "other", "unknown", None)))
    return Patient(Moment.parse(born[:length]) if length else None, sex, ref="Patient/drawn")


def quantities(request: Latest | History, *, now: datetime = NOON) -> st.SearchStrategy[Quantity]:
    """Draw a measurement that a person can have, in the request's unit, within its look-back."""
    low, high = plausible(request) or _DEFAULT
    back = request.max_age if isinstance(request, Latest) else request.back
    code = min(request.what.codes, key=lambda c: c.value, default=None)

    def quantity(value: Decimal, when: Moment) -> Quantity:
        return Quantity(
            value, request.unit, when, code, request.what.display, f"{value} {request.unit}", ref="Observation/drawn"
        )

    numbers = st.decimals(low, high, allow_nan=False, allow_infinity=False, places=2)
    return st.builds(quantity, numbers, moments(now=now, back=back or timedelta(days=365)))


def series(request: History, *, now: datetime = NOON) -> st.SearchStrategy[Series]:
    """Draw measurements over time, oldest first; a few are known not to be whole."""

    def ordered(points: list[Quantity], gap: Missing | None) -> Series:
        timed = sorted(points, key=lambda q: (q.effective.wall, q.value) if q.effective else (now, q.value))
        return Series(tuple(_numbered(q, n) for n, q in enumerate(timed, 1)), gap)

    return st.builds(
        ordered, st.lists(quantities(request, now=now), max_size=_LONGEST), st.one_of(st.none(), st.none(), missing())
    )


def stated(kind: str, what: CodeSet, *, now: datetime = NOON) -> st.SearchStrategy[Coded]:
    """Draw a statement whose code is in the set."""
    codes = Subject("drawn", Mined(), None, now).members(what, 20)

    def one(code: Any, since: Moment | None) -> Coded:
        return Coded(kind, code, (code,), code.display, "active", since, ref=f"{kind}/drawn")

    return st.builds(one, st.sampled_from(codes), st.one_of(st.none(), moments(now=now, back=timedelta(days=9000))))


def found(items: st.SearchStrategy[Any], *, most: int = 3) -> st.SearchStrategy[Found[Any]]:
    """Draw what a search found, nothing included, and whether it could have missed any."""

    def collection(some: list[Any], gap: Missing | None) -> Found[Any]:
        return Found(tuple(_numbered(one, n) for n, one in enumerate(some, 1)), gap)

    return st.builds(collection, st.lists(items, max_size=most), st.one_of(st.none(), st.none(), missing()))


def notes(texts: st.SearchStrategy[str] | None = None, *, now: datetime = NOON) -> st.SearchStrategy[Note]:
    """Draw a clinical document of any text, or of the texts given."""
    return st.builds(
        lambda text, when: Note(text, written=when, ref="DocumentReference/drawn"),
        st.text(max_size=400) if texts is None else texts,
        moments(now=now),
    )


def _numbered(fact: Any, number: int) -> Any:
    return replace(fact, ref=f"{fact.ref}-{number}")
