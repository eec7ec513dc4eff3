"""What was prescribed in a span of days, and whether a test was done: present, absent or open."""

from datetime import date, timedelta

import pytest

from chartside import Coded, CodeSet, Found, Missing, Moment, Prescription
from chartside.codes import LOINC, RXNORM
from chartside.missing import NOT_EXPECTED
from plugins.biomarkers.conditions import Prescribed, Resulted
from plugins.biomarkers.document import Table
from plugins.biomarkers.logic import Truth
from plugins.biomarkers.reading.lines import Lines
from plugins.biomarkers.rule import RuleError

TODAY = date(2026, 11, 20)
OPIOIDS = CodeSet("opioids", "opioids", frozenset({RXNORM("7804")}))
URINE = CodeSet("urine", "urine tests", frozenset({LOINC("69739-1")}))
LINE = Prescribed("opioids_prescribed", "one was prescribed", OPIOIDS, timedelta(180), timedelta(90))
RESULTED = Resulted("urine", "a test was done", URINE, timedelta(365))


def written(days_ago: int | None, **more) -> Prescription:
    since = None if days_ago is None else Moment.at(TODAY - timedelta(days_ago))
    return Prescription("MedicationRequest", RXNORM("7804"), (RXNORM("7804"),), since=since, ref="m1", **more)


def judged(*prescriptions: Prescription, unknown: Missing | None = None) -> Truth:
    return LINE.judge({"opioids_prescribed": Found(prescriptions, unknown), "today": TODAY})


@pytest.mark.parametrize(
    ("ago", "truth"),
    [(89, Truth.ABSENT), (90, Truth.PRESENT), (180, Truth.PRESENT), (181, Truth.ABSENT), (None, Truth.UNKNOWN)],
)
def test_both_ends_of_the_span_count(ago, truth):
    assert judged(written(ago)) is truth


def test_what_is_over_counts_and_a_draft_does_not():
    assert judged(written(100, current=False, status="stopped")) is Truth.PRESENT
    assert judged(written(100, drafted=True)) is Truth.ABSENT


def test_where_not_all_is_known_only_what_is_there_decides():
    cut = Missing("incomplete")
    assert judged(unknown=cut) is Truth.UNKNOWN
    assert judged(written(100), unknown=cut) is Truth.PRESENT
    assert judged(written(None), written(100)) is Truth.PRESENT
    assert judged() is Truth.ABSENT


@pytest.mark.parametrize(
    ("fact", "truth"),
    [
        (Coded("Observation", LOINC("69739-1"), (LOINC("69739-1"),), ref="o1"), Truth.PRESENT),
        (NOT_EXPECTED, Truth.PRESENT),
        (Missing("conflicting"), Truth.PRESENT),
        (Missing("not-found"), Truth.ABSENT),
        (Missing("too-old"), Truth.ABSENT),
        (Missing("not-provided"), Truth.UNKNOWN),
        (Missing("fetch-failed"), Truth.UNKNOWN),
        (Missing("incomplete", "cut short"), Truth.UNKNOWN),
        (Missing("stated-absent"), Truth.UNKNOWN),
    ],
)
def test_a_test_was_done_whatever_came_of_it_and_absent_only_where_it_was_looked_for(fact, truth):
    assert RESULTED.judge({"urine": fact}) is truth
    assert bool(RESULTED.support({"urine": fact})) is isinstance(fact, Coded)


def test_a_span_that_ends_before_it_begins_is_refused():
    table = Table.parse("x.yaml", "{say: one, prescribed: opioids, from_days: 90, to_days: 180}")
    with pytest.raises(RuleError, match="to_days: is longer ago than from_days"):
        Lines({"opioids": OPIOIDS}).read(table)
