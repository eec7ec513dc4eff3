"""Point 11: a partial date is an interval with its precision, and a time without a zone never becomes UTC."""

import json
from datetime import UTC, datetime

import pytest

from chartside.codes import SNOMED, CodeSet
from chartside.inputs import (
    AgeRequest,
    EncountersRequest,
    Having,
    History,
    ImmunizationsRequest,
    Latest,
    ProceduresRequest,
    VariantsRequest,
    days,
)
from chartside.moments import Moment
from chartside.snapshot import freeze
from tests.fhir_adapter.made import CREATININE, NOW, PATIENT, YEAR, ask, creatinine, file, of_patient, snomed
from tests.fhir_adapter.points.real import whole

SCOPE = CodeSet.of("scope", "colonoscopy", SNOMED("73761001"))
PARTIAL = [("2026", "year"), ("2026-02", "month"), ("2026-02-28", "day")]


def scope(at):
    return of_patient("Procedure", "x", status="completed", code=snomed("73761001"), performedDateTime=at)


@pytest.mark.parametrize(("text", "precision"), PARTIAL)
def test_11_a_partial_date_is_an_interval_with_its_precision(text, precision):
    [found] = ask(file(PATIENT, scope(text)), ProceduresRequest())
    assert (found.since.text, found.since.precision) == (text, precision)
    assert found.since.start < found.since.end
    assert not found.since.zoned


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", (2024, 1, 1), (2024, 12, 31)),
        ("2024-02", (2024, 2, 1), (2024, 2, 29)),
        ("2023-02", (2023, 2, 1), (2023, 2, 28)),
        ("2026-12", (2026, 12, 1), (2026, 12, 31)),
    ],
)
def test_11_the_interval_holds_its_first_and_its_last_moment_anywhere_on_earth(text, first, last):
    moment = Moment.parse(text)
    assert moment.start <= datetime(*first, tzinfo=UTC)
    assert moment.end >= datetime(*last, 23, 59, 59, tzinfo=UTC)
    assert (moment.end - moment.start).days <= (datetime(*last) - datetime(*first)).days + 3


def test_11_a_naive_time_is_of_unknown_zone_and_is_never_given_a_z():
    [quantity] = ask(file(PATIENT, creatinine("a", 1, "2026-05-01T08:00:00")), History(CREATININE, "mg/dL"))
    assert not quantity.effective.zoned
    assert quantity.effective.text == "2026-05-01T08:00:00"
    assert quantity.effective.start < datetime(2026, 5, 1, 8, tzinfo=UTC) < quantity.effective.end
    frozen = json.dumps(freeze({"q": quantity}))
    assert "2026-05-01T08:00:00" in frozen
    assert "2026-05-01T08:00:00Z" not in frozen


@pytest.mark.parametrize("text", ["2026-05-01T08:00:00Z", "2026-05-01T08:00:00+00:00", "2026-05-01T10:00:00.000+02:00"])
def test_11_a_time_with_a_zone_is_one_instant_and_keeps_its_text(text):
    [quantity] = ask(file(PATIENT, creatinine("a", 1, text)), History(CREATININE, "mg/dL"))
    assert quantity.effective.text == text
    assert quantity.effective.start == quantity.effective.end == datetime(2026, 5, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize(("back", "found"), [(32, True), (31, True), (30, False)])
def test_11_a_bare_day_at_the_edge_of_a_look_back_is_within_it(back, found):
    request = Latest(CREATININE, "mg/dL", days(back))
    assert bool(ask(file(PATIENT, creatinine("a", 1, "2026-05-01")), request)) == found


@pytest.mark.parametrize("text", ["2026", "2025-06"])
def test_11_a_month_or_a_year_that_straddles_the_edge_is_not_within_it(text):
    request = Latest(CREATININE, "mg/dL", days({"2026": 100, "2025-06": 360}[text]))
    assert ask(file(PATIENT, creatinine("a", 1, text)), request).reason == "too-old"


def test_11_what_is_certainly_in_the_future_is_not_known_yet_and_what_may_be_past_is():
    assert ask(file(PATIENT, creatinine("a", 1, "2027")), Latest(CREATININE, "mg/dL")).reason == "not-found"
    assert ask(file(PATIENT, creatinine("a", 1, "2026")), Latest(CREATININE, "mg/dL")).value == 1


def test_11_an_age_of_which_the_birth_date_leaves_two_answers_is_missing():
    born = {"1950": None, "1950-03": 76, "1950-06": None, "1950-03-04": 76}
    for text, age in born.items():
        found = ask(file({**PATIENT, "birthDate": text}), AgeRequest(), NOW)
        assert (int(found.value) if found else None) == age, text


@pytest.mark.parametrize("text", ["yesterday", "2026-13", "2026-02-30", "20260501", "", 7, None, ["2026"]])
def test_11_what_is_no_date_is_undated_and_said(text):
    request = Latest(CREATININE, "mg/dL", YEAR)
    held = creatinine("a", 1, at=None, effectiveDateTime=text)
    chart = file(PATIENT, held)
    assert ask(chart, request).reason == "incomplete"
    assert chart.drops == {("Observation", "undated"): 1}


@pytest.mark.parametrize(
    "request_",
    [
        Having("Procedure", SCOPE, back=days(30)),
        ProceduresRequest(SCOPE, days(30)),
        EncountersRequest(days(30)),
        ImmunizationsRequest(back=days(30)),
    ],
)
def test_11_what_is_undated_is_no_absence_within_a_look_back(request_):
    undated = [
        of_patient("Procedure", "x", status="completed", code=snomed("73761001")),
        of_patient("Encounter", "x", status="finished"),
        of_patient("Immunization", "x", status="completed", vaccineCode=snomed("1")),
    ]
    found = ask(file(PATIENT, *undated), request_)
    assert (list(found), found.unknown.detail) == ([], "recorded without a date: 1")


def test_11_a_period_stands_when_it_is_over_and_an_open_one_lasts():
    closed = creatinine("a", 1, at=None, effectivePeriod={"start": "2026-05-01", "end": "2026-05-03T08:00:00Z"})
    assert ask(file(PATIENT, closed), Latest(CREATININE, "mg/dL", YEAR)).effective.text == "2026-05-03T08:00:00Z"
    for end, within in (({}, 1), ({"end": "2020-02-01"}, 0), ({"end": "2026-05-30"}, 1)):
        visit = of_patient("Encounter", "e", status="in-progress", period={"start": "2020-01-01", **end})
        assert len(ask(file(PATIENT, visit), EncountersRequest(days(30)))) == within


def test_11_public_partial_dates_keep_their_precision():
    texts = {}
    for sent in whole("genomics"):
        for fact in ask(sent.chart(), VariantsRequest(), NOW.replace(year=2035)):
            if fact.effective is not None:
                texts[fact.effective.text] = fact.effective.precision
    assert texts["2016"] == "year"
    assert {text for text, precision in texts.items() if precision == "day"} <= {t for t in texts if len(t) == 10}


def test_11_public_times_are_never_changed():
    for sent in whole("us-core")[:120]:
        stated = {r.get("effectiveDateTime") for r in sent.resources} | {
            r.get("occurrenceDateTime") for r in sent.resources
        }
        chart = sent.chart()
        for fact in ask(chart, ImmunizationsRequest(), NOW.replace(year=2035)):
            assert fact.since is None or fact.since.text in stated
