"""What is dated after the question is not known when it is asked, in plain facts as in a record."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Annotated

import pytest

from chartside import (
    History,
    Immunizations,
    Missing,
    Notes,
    Now,
    Procedures,
    Quiet,
    Series,
    Source,
    Today,
    Variants,
    analysis,
)
from chartside.explanation import explain
from chartside.facts import Quantity
from chartside.moments import Moment
from chartside.plain import plain_facts
from chartside.testing import ask
from chartside.vocabulary import CREATININE, Creatinine
from tests.docs.schemas import holds

SOURCE = Source("A test", "https://example.org", "1", "2026-01-01")
NINE = datetime(2026, 11, 20, 9, tzinfo=UTC)
CVX = "http://hl7.org/fhir/sid/cvx"


@analysis("test.later", version="1.0.0", source=SOURCE)
def later(
    series: Annotated[Series, History(CREATININE, "mg/dL")],
    creatinine: Creatinine,
    notes: Notes,
    procedures: Procedures,
    immunizations: Immunizations,
    variants: Variants,
) -> Iterator[Quiet]:
    """Say how many there are."""
    yield Quiet(str(len(series)))


def values(points, now=NINE):
    return [q.value for q in plain_facts(later, {"series": points}, now)["series"]]


@pytest.mark.parametrize(
    ("at", "known"),
    [
        ("2026-11-20T09:00:00Z", True),
        ("2026-11-20T09:00:01Z", False),
        ("2026-11-20T10:00:00+01:00", True),
        ("2026-11-20T10:00:01+01:00", False),
        ("2026-11-20", True),  # of a day some of it may have been before
        ("2026-11-21", False),  # on the other side of the earth it begins at ten in UTC
        (9_000_000, True),  # hours of a clock that starts nowhere in particular
    ],
)
def test_what_is_certainly_after_the_question_is_left_out(at, known):
    assert values([[at, 2.1]]) == [Decimal("2.1")] * known


def test_what_is_left_out_is_said_and_leaves_the_rest_as_it_is():
    both = {"series": [["2026-11-19T06:05:00Z", 1.0], ["2027-03-01T06:10:00Z", 2.1]]}
    facts = plain_facts(later, both, NINE)
    alone = plain_facts(later, {"series": both["series"][:1]}, NINE)["series"]
    assert (facts["series"].items, facts["series"].unknown) == (alone.items, None)
    explained = explain(later, facts, ask(later, now=NINE, **both))
    holds("explanation-1", json.loads(json.dumps(explained, default=float)))
    said = [line["value"] for line in explained["inputs"] if line["name"] == "series"]
    assert said == [Decimal("1.0"), "some not used: dated after the question"]
    assert ask(later, now=NINE, **both).reason == "1"


def test_every_kind_of_dated_fact():
    day = "2027-01-01"
    given = {
        "notes": [{"text": "Soon.", "written": day}],
        "procedures": [{"system": "http://snomed.info/sct", "code": "73761001", "date": day}],
        "immunizations": [{"system": CVX, "code": "140", "date": day}],
        "variants": [{"gene": "BRAF", "hgvs": "p.Val600Glu", "effective": day}],
    }
    now = plain_facts(later, given, NINE)
    then = plain_facts(later, given, NINE + timedelta(days=100))
    assert {name: (len(now[name]), len(then[name])) for name in given} == dict.fromkeys(given, (0, 1))


def test_facts_that_were_made_by_hand_too():
    made = Quantity(Decimal("2.1"), "mg/dL", Moment.parse("2027-03-01"))
    read = plain_facts(later, {"creatinine": made, "series": Series((made,))}, NINE)
    assert (read["creatinine"], len(read["series"])) == (Missing("not-found", "dated after the question"), 0)
    past = replace(made, effective=Moment.parse("2026-03-01"))
    assert plain_facts(later, {"creatinine": past}, NINE)["creatinine"] == past
    assert plain_facts(later, {"creatinine": past}, NINE.replace(tzinfo=None))["creatinine"] == past


@pytest.mark.parametrize(
    ("stated", "known"), [("2027-03-01T09:00:00Z", 1), ("2027-02-01T09:00:00Z", 0), (None, 0)], ids=str
)
def test_a_clock_that_is_stated_is_the_moment_of_the_question(stated, known):
    @analysis("test.clock", version="1.0.0", source=SOURCE)
    def clock(now: Now, series: Annotated[Series, History(CREATININE, "mg/dL")]) -> Iterator[Quiet]:
        """Say how many there are."""
        yield Quiet(str(len(series)))

    given = {"series": [["2027-03-01T08:00:00Z", 2.1]]} | ({"now": stated} if stated else {})
    assert len(plain_facts(clock, given, NINE)["series"]) == known


def test_a_day_that_is_stated_lasts_to_its_end_everywhere():
    @analysis("test.day", version="1.0.0", source=SOURCE)
    def day(today: Today, series: Annotated[Series, History(CREATININE, "mg/dL")]) -> Iterator[Quiet]:
        """Say how many there are."""
        yield Quiet(str(len(series)))

    west = timezone(timedelta(hours=-12))
    for at, known in ((datetime(2027, 3, 1, 23, 59, tzinfo=west), "1"), (datetime(2027, 3, 2, 0, 1, tzinfo=west), "0")):
        assert ask(day, today=date(2027, 3, 1), series=[[at.isoformat(), 2.1]]).reason == known
