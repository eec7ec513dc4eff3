"""The course of a number: asked as of earlier days, on the page of its explanation, in a worker, and never where there is no number."""

import json
from datetime import UTC, date, datetime

import orjson
import pytest

from engine.installed import installed
from engine.perform import perform
from engine.report.course import KEY, course, number
from engine.report.trend import Point
from fhir_adapter.patient_file import PatientFileError
from tests.engine.cli.conftest import EXAMPLES, NOW, chartside  # noqa: F401 - a fixture
from tests.engine.service.conftest import serving

RUTH = EXAMPLES / "patients" / "ruth-halloran.json"
WHEN = datetime(2026, 11, 20, 9, tzinfo=UTC)
EGFR = "risk-scores.egfr"


def test_it_ends_where_the_number_stands_and_begins_where_it_was_first_known():
    points = course(installed(), EGFR, RUTH.read_bytes(), WHEN)
    assert [(p.day.isoformat(), round(p.value)) for p in points][-2:] == [("2026-11-12", 27), ("2026-11-20", 27)]
    assert points[0].value > points[-1].value
    assert [p.day for p in points] == sorted(p.day for p in points)


def test_what_was_not_yet_known_is_not_in_it():
    earlier = course(installed(), EGFR, RUTH.read_bytes(), datetime(2026, 11, 1, tzinfo=UTC))
    assert all(p.day <= date(2026, 11, 1) for p in earlier)
    assert round(earlier[-1].value) != 27


def test_a_worker_gives_the_same():
    record = json.loads(RUTH.read_bytes())
    job = orjson.dumps({KEY: EGFR, "record": record, "now": WHEN.isoformat()})
    told = tuple(Point(date.fromisoformat(day), value) for day, value in orjson.loads(perform(job)))
    assert told == course(installed(), EGFR, RUTH.read_bytes(), WHEN)


def test_a_worker_says_nothing_of_a_record_that_is_none():
    job = orjson.dumps({KEY: EGFR, "record": {}, "now": WHEN.isoformat()})
    assert orjson.loads(perform(job)) == []
    with pytest.raises(PatientFileError):
        course(installed(), EGFR, b"{}", WHEN)


@pytest.mark.parametrize(
    ("results", "said"),
    [({"result": 3}, 3.0), ({"a": 1, "b": 2}, None), ({"result": True}, None), ({"result": "A1"}, None), ({}, None)],
)
def test_only_one_number_has_a_course(results, said):
    assert number({"explanation": {"working": {"results": results}}}) == said
    assert number({"results": []}) is None


def test_the_page_of_a_report_shows_it(chartside):  # noqa: F811 - the fixture
    page = chartside("report", EGFR, RUTH, "--now", NOW, "--form", "html").out
    assert "The same number over time" in page
    assert "<polyline" in page
    assert page.index("2026-11-20</td>") < page.index("2026-11-12</td>")  # newest first
    assert "<script" not in page


def test_a_page_without_a_number_has_none(chartside):  # noqa: F811 - the fixture
    page = chartside("report", "risk-scores.sofa", RUTH, "--now", NOW, "--form", "html").out
    assert "The same number over time" not in page


def test_the_page_of_a_decision_shows_it(tmp_path, monkeypatch):
    monkeypatch.setattr("engine.demo.pages.PATIENCE", 60)  # a machine that is busy is no reason to fail
    with serving(tmp_path / "site") as client:
        answer = client.get("/demo/ask", params={"patient": "ruth-halloran", "hook": "patient-view"})
        decision = str(answer.url).rpartition("/")[2]
        cards = client.app.state.desk.ledger.read("default", decision).payload["response"]["cards"]
        [kidneys] = [c["uuid"] for c in cards if c["summary"].startswith("eGFR")]
        page = client.get(f"/demo/explanation/{decision}/{kidneys}").text
    assert "The same number over time" in page
    assert "<polyline" in page
