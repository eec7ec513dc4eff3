"""Choices for what is stated by code: conditions, procedures, vaccines, relatives, contacts with care."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from chartside.codes import Code
from chartside.facts import Coded, Encounter, FamilyHistory, Found, Immunization, Procedure
from chartside.inputs import (
    EncountersRequest,
    FamilyHistoryRequest,
    Having,
    ImmunizationsRequest,
    LatestCoded,
    ProceduresRequest,
    Request,
)
from chartside.missing import Missing
from chartside.testing.choice import REASONS, Choice, every_loss, lost
from chartside.testing.choices.subject import Subject

Make = Callable[[Code, int], Any]


def having(subject: Subject, request: Having) -> Iterator[Choice]:
    """Yield the absence, each kind of member, old and undated ones, several, what was left out, what could not be read whole."""

    def one(code: Code, number: int, **when: Any) -> Coded:
        return Coded(
            request.kind,
            code,
            (code,),
            code.display or request.what.display,
            "active",
            ref=subject.ref(request.kind, number),
            version_id="1",
            origin="prefetch",
            **when,
        )

    codes = subject.members(request.what)
    yield Choice("known to be absent", Found())
    # An hour apart: whoever takes the newest, or the oldest, finds one.
    yield from _collection(lambda c, n: one(c, n, since=subject.ago(hours=719 + n)), codes)
    first = codes[0]
    yield Choice("undated", Found((one(first, 1),)), "extreme")
    yield Choice("of yesterday", Found((one(first, 1, since=subject.ago(days=1)),)), "extreme")
    if request.ever or request.back is None:
        yield Choice("of 30 years ago", Found((one(first, 1, since=subject.ago(days=11000)),)), "extreme")
    yield Choice("left out by an exclusion", Found((), left_out=(f"{request.what.display}: excluded",)), "edge")
    if request.implied is not None:
        yield Choice("implied by asking", Found((one(first, 1),) if request.implied else (), implied=True), "edge")
    yield from _lost(request, one(first, 1))


def answer(subject: Subject, request: LatestCoded) -> Iterator[Choice]:
    """Yield each of the expected answers, one of long ago, one without a time, and every loss."""
    codes = subject.members(request.answers, most=12)
    for number, code in enumerate(codes, 1):
        yield Choice(code.display or code.value, _answered(subject, code, number, days=1))
    if request.max_age is not None:
        oldest = _answered(subject, codes[0], 1, seconds=request.max_age.total_seconds() - 60)
        yield Choice("as old as may be", oldest, "extreme")
    yield from every_loss(request)


def _answered(subject: Subject, code: Code, number: int, **back: float) -> Coded:
    ref = subject.ref("Observation", number)
    return Coded("Observation", code, (code,), code.display, "final", subject.ago(**back), ref=ref, origin="prefetch")


def procedures(subject: Subject, request: ProceduresRequest) -> Iterator[Choice]:
    """Yield procedures of the set, of late and long ago."""

    def one(code: Code, number: int) -> Procedure:
        done = subject.ago(days=20 * number)
        return Procedure(
            "Procedure", code, (code,), code.display, "completed", done, ref=subject.ref("Procedure", number)
        )

    yield from _all(request, one, subject.members(request.what))


def immunizations(subject: Subject, request: ImmunizationsRequest) -> Iterator[Choice]:
    """Yield vaccines of the set."""

    def one(code: Code, number: int) -> Immunization:
        given = subject.ago(days=100 * number)
        return Immunization(
            "Immunization",
            code,
            (code,),
            code.display,
            "completed",
            given,
            dose=str(number),
            ref=subject.ref("Immunization", number),
        )

    yield from _all(request, one, subject.members(request.what))


def relatives(subject: Subject, request: FamilyHistoryRequest) -> Iterator[Choice]:
    """Yield conditions of a mother, early and late, and of one whose age nobody wrote down."""
    mother = Code("http://terminology.hl7.org/CodeSystem/v3-RoleCode", "MTH", "mother")

    def one(code: Code, number: int) -> FamilyHistory:
        onset = Decimal(30 + 10 * number) if number > 1 else None
        return FamilyHistory(
            mother,
            code,
            (code,),
            "mother",
            code.display,
            "completed",
            "female",
            onset,
            ref=subject.ref("FamilyMemberHistory", number),
        )

    yield from _all(request, one, subject.members(request.what))


def encounters(subject: Subject, request: EncountersRequest) -> Iterator[Choice]:
    """Yield contacts of every class, ended and going on."""

    def one(kind: str, number: int, *, over: bool = True) -> Encounter:
        since, until = subject.ago(days=10 * number), subject.ago(days=10 * number - 5) if over else None
        return Encounter(
            kind, "finished" if over else "in-progress", since, until, ref=subject.ref("Encounter", number)
        )

    yield Choice("none", Found())
    for kind in ("AMB", "IMP", "EMER"):
        yield Choice(f"{kind}, ended", Found((one(kind, 1),)))
        yield Choice(f"{kind}, going on", Found((one(kind, 1, over=False),)))
    yield Choice("many", Found(tuple(one(("AMB", "IMP", "EMER")[n % 3], n) for n in range(1, 13))), "extreme")
    yield from _lost(request, one("IMP", 1))


def _all(request: Request, make: Make, codes: Sequence[Code]) -> Iterator[Choice]:
    yield Choice("none", Found())
    yield from _collection(make, codes)
    yield from _lost(request, make(codes[0], 1))


def _collection(make: Make, codes: Sequence[Code]) -> Iterator[Choice]:
    for code in codes:
        yield Choice(f"{code.display or 'a member'} ({code.value})", Found((make(code, 1),)))
    if len(codes) > 1:
        yield Choice("several", Found(tuple(make(code, n) for n, code in enumerate(codes, 1))), "edge")
    yield Choice("twice the same", Found((make(codes[0], 1), make(codes[0], 2))), "edge")


def _lost(request: Request, one: Any) -> Iterator[Choice]:
    yield Choice("found, and more may exist", Found((one,), Missing("incomplete", "made up by the kit")), "edge")
    yield from (lost(request, reason) for reason in REASONS)
