"""Choices for who the patient is, and for the moment of the question."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from chartside.facts import Patient, Quantity, Word
from chartside.inputs import AgeRequest, ClockRequest, PatientRequest, SexRequest
from chartside.moments import Moment
from chartside.testing.choice import Choice, Kind, every_loss
from chartside.testing.choices.subject import Subject

_AGES = (45, 70, 82, 25, 60)
_EXTREME_AGES = (0, 1, 17, 18, 64, 65, 74, 75, 89, 90, 105, 130)
_OLDEST = 130
_PATIENT = "Patient/made-up"


def age(subject: Subject, request: AgeRequest) -> Iterator[Choice]:
    """Ages in completed years: whole numbers, as a chart gives them."""
    known = sorted(
        {y for n in subject.mined.between(Decimal(0), Decimal(_OLDEST)) for y in (int(n) - 1, int(n), int(n) + 1)}
    )
    for years in (*_AGES, *_EXTREME_AGES, *(y for y in known if 0 <= y <= _OLDEST)):
        kind: Kind = "ordinary" if years in _AGES else "extreme" if years in _EXTREME_AGES else "edge"
        yield Choice(
            f"{years} years", Quantity(Decimal(years), "a", display="age", ref=_PATIENT, origin="prefetch"), kind
        )
    yield from every_loss(request)


def sex(_: Subject, request: SexRequest) -> Iterator[Choice]:
    """Administrative sex: the two words there are."""
    for word in ("female", "male"):
        yield Choice(word, Word(word, ref=_PATIENT, origin="prefetch"))
    yield from every_loss(request)


def patient(subject: Subject, request: PatientRequest) -> Iterator[Choice]:
    """Yield people of every age, with birth dates of every precision, and the dead."""
    year = subject.now.year
    for years, gender in ((45, "female"), (70, "male"), (82, "female"), (25, "male"), (8, "female")):
        born = Moment.parse(f"{year - years}-03-15")
        yield Choice(f"born {years} years ago, {gender}", Patient(born, gender, ref=_PATIENT, origin="prefetch"))
    day = subject.now.date()
    for number in subject.mined.between(Decimal(1), Decimal(120)):
        for shift, said in ((0, "on the birthday"), (1, "the day before the birthday")):
            born_on = _years_before(day + timedelta(days=shift), int(number))
            yield Choice(f"{number} years, {said}", Patient(born_on, "female", ref=_PATIENT), "edge")
    for text, said in ((f"{year - 60}", "year"), (f"{year - 60}-07", "month")):
        yield Choice(f"birth {said} only", Patient(Moment.parse(text), "male", ref=_PATIENT), "extreme")
    yield Choice("no birth date, no sex", Patient(ref=_PATIENT), "extreme")
    yield Choice("sex other", Patient(Moment.parse(f"{year - 50}-01-01"), "other", ref=_PATIENT), "extreme")
    yield Choice("born today", Patient(Moment.at(day), "female", ref=_PATIENT), "extreme")
    yield Choice("130 years", Patient(_years_before(day, _OLDEST), "male", ref=_PATIENT), "extreme")
    yield Choice("deceased", Patient(_years_before(day, 80), "male", deceased=True, ref=_PATIENT), "extreme")
    yield from every_loss(request)


def _years_before(day: object, years: int) -> Moment:
    year, rest = str(day)[:4], str(day)[4:]
    return Moment.parse(f"{int(year) - years:04}{'-02-28' if rest == '-02-29' else rest}")


def clock(subject: Subject, request: ClockRequest) -> Iterator[Choice]:
    """Yield the moment of the question, and moments on other days."""
    shifts = [0, 1, -1, 40, 400, 3000, *(int(n) for n in subject.mined.between(Decimal(1), Decimal(4000), 20))]
    for shift in shifts:
        at = subject.now + timedelta(days=shift)
        said = f"asked {shift:+} days from {subject.now.date()}" if shift else "asked then"
        yield Choice(said, at.date() if request.whole_day else at, "edge" if shift else "ordinary")
