"""Plain values become facts by the names of the inputs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated

import pytest

from chartside import (
    Age,
    Card,
    Coded,
    CodeSet,
    History,
    LatestCoded,
    Missing,
    Now,
    Quiet,
    Series,
    Sex,
    Source,
    Today,
    analysis,
)
from chartside.codes import LOINC
from chartside.inputs import Having
from chartside.plain import PlainFactError, absent, plain_facts
from chartside.testing import NOON, ask
from chartside.vocabulary import CREATININE, AtrialFibrillation, Creatinine

SOURCE = Source("A test", "https://example.org", "1", "2026-01-01")


@dataclass(frozen=True)
class Chart:
    age: Age
    sex: Sex
    creatinine: Creatinine
    af: AtrialFibrillation
    series: Annotated[Series, History(CREATININE, "mg/dL")]


@analysis("test.echo", version="1.0.0", source=SOURCE)
def echo(chart: Chart) -> Iterator[Card | Quiet]:
    """Explain what was read, field by field of a dataclass."""
    yield Quiet("echo").explain(
        age=chart.age and chart.age.value,
        sex=chart.sex and chart.sex.value,
        creatinine=chart.creatinine and chart.creatinine.value,
        af=bool(chart.af),
        series=[(q.effective.plain, q.value) for q in chart.series if q.effective],
    )


def test_numbers_words_predicates_and_series_are_read_by_name():
    said = ask(
        echo, age=76, sex="F", creatinine="1.9", af=False, series=[["2026-01-02", 1.2], ["2026-01-01", 0.8]]
    ).working
    assert (said["age"], said["sex"], said["creatinine"], said["af"]) == (76, "female", Decimal("1.9"), False)
    assert said["series"] == [["2026-01-01", Decimal("0.8")], ["2026-01-02", Decimal("1.2")]]


def test_hours_come_back_as_the_caller_wrote_them():
    assert ask(echo, series=[[48, 1.2], [0, 0.8]]).working["series"] == [[0, Decimal("0.8")], [48, Decimal("1.2")]]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-10 08:00", (8, False)),
        ("2026-11-10T08:00:00+0000", (8, True)),
        ("2026-11-10 08:00:00.5 +0100", (7, True)),
        ("2026-11-10 08:00Z", (8, True)),
        ("2026-11-10", (0, False)),
    ],
)
def test_times_as_people_write_them_are_read_and_come_back_as_they_were_written(text, at):
    [point] = plain_facts(echo, {"series": [[text, 1]]}, datetime(2026, 11, 20, tzinfo=UTC))["series"]
    assert (point.effective.wall.hour, point.effective.zoned) == at
    assert point.effective.day() == date(2026, 11, 10)
    assert point.effective.plain == text


@pytest.mark.parametrize("text", ["2026-11-10 8", "2026-11-10 08:00+99", "2026-11-10 25:00", "2026-11-1008:00"])
def test_a_time_that_is_none_is_refused(text):
    with pytest.raises(PlainFactError, match=r"series\[0\]: "):
        plain_facts(echo, {"series": [[text, 1]]}, NOON)


def test_a_paired_unit_converts():
    assert ask(echo, creatinine="88.42", creatinine_unit="umol/L").working["creatinine"] == 1


@pytest.mark.parametrize(("value", "unit"), [(88, "mg/dL"), (1, "furlong"), (0.01, "mg/dL")])
def test_an_unknown_unit_or_an_implausible_value_is_missing_and_never_computed_on(value, unit):
    assert ask(echo, creatinine=value, creatinine_unit=unit).working["creatinine"].startswith("missing: unit (")


def test_what_asking_implies_holds_until_the_caller_says_otherwise():
    assert ask(echo).working["af"] is True
    assert ask(echo, af=False).working["af"] is False
    assert plain_facts(echo, {}, NOON)["af"].implied
    assert not plain_facts(echo, {"af": True}, NOON)["af"].implied
    assert not plain_facts(echo, {"af": False}, NOON)["af"].implied


def test_an_implied_absence_is_said_to_be_implied():
    gone = absent(Having("Condition", CREATININE, implied=False))
    assert gone.known_absent
    assert gone.implied


def test_sex_is_not_guessed():
    assert ask(echo, sex="other").working["sex"].startswith("missing: ")


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"agee": 1}, r"reads no 'agee'; it reads af, age"),
        ({"age": "old"}, "age: expected a number"),
        ({"age": True}, "age: expected a number"),
        ({"age": float("nan")}, "finite"),
        ({"af": "yes"}, "af: expected true or false"),
        ({"series": [1, 2]}, r"series: expected a list of \[time, value\]"),
        ({"series": [["yesterday", 1]]}, r"series\[0\]: not a date"),
    ],
)
def test_what_cannot_be_read_is_named_with_the_mend(facts, said):
    with pytest.raises(PlainFactError, match=said):
        ask(echo, **facts)


@analysis("test.clock", version="1.0.0", source=SOURCE)
def clock(today: Today, now: Now) -> Iterator[Quiet]:
    """Say what time it is."""
    yield Quiet("asked").explain(today=today, now=now)


def test_a_clock_given_as_text_is_a_day_or_a_time():
    facts = plain_facts(clock, {"today": "2026-01-02", "now": "2026-01-02 03:00"}, NOON)
    assert facts == {"today": date(2026, 1, 2), "now": datetime(2026, 1, 2, 3, tzinfo=UTC)}


@pytest.mark.parametrize("facts", [{"today": "soon"}, {"today": 5}, {"today": 10**30}, {"now": "2026-13-01"}])
def test_a_clock_that_is_none_is_refused(facts):
    with pytest.raises(PlainFactError, match=r"expected a (day|time) such as"):
        plain_facts(clock, facts, NOON)


SCREEN = CodeSet("screen", "screens", frozenset({LOINC("69739-1")}))


@analysis("test.coded", version="1.0.0", source=SOURCE)
def coded(screen: Annotated[Coded | Missing, LatestCoded(SCREEN)]) -> Iterator[Quiet]:
    """Say what became of a coded result."""
    yield Quiet(str(screen) if isinstance(screen, Missing) else screen.code.value)


def test_a_coded_result_is_a_code_or_looked_for_and_not_there_or_unsaid():
    assert ask(coded, screen={"system": "http://loinc.org", "code": "LA6577-6"}).reason == "LA6577-6"
    assert ask(coded, screen=False).reason == "not-found"
    assert ask(coded).reason == "not-provided"
