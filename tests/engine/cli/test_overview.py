"""Every score and model about one patient on a page: numbers, their course, and what could not be told."""

from datetime import date

import pytest

from engine.report.trend import Point, changes, sparkline
from tests.engine.cli.conftest import EXAMPLES, NOW

RUTH, AGNES = (EXAMPLES / "patients" / f"{name}.json" for name in ("ruth-halloran", "agnes-lindqvist"))


def test_numbers_come_with_band_course_and_card(chartside):
    ran = chartside("overview", RUTH, "--now", NOW, "--form", "json")
    assert ran.status == 0
    lines = {one["analysis"]: one for one in ran.json}
    egfr = lines["risk-scores.egfr"]
    assert round(egfr["results"]["result"], 1) == 27.0
    assert egfr["band"] == "G4"
    assert [c["indicator"] for c in egfr["cards"]] == ["warning"]
    course = [(p["day"], round(p["value"])) for p in egfr["course"]]
    assert ("2026-11-12", 27) in course  # the day of the creatinine
    assert course[-1] == ("2026-11-20", 27)  # and where it stands
    assert course[0][1] > 27
    assert [bool(one["cards"]) for one in ran.json] == sorted((bool(one["cards"]) for one in ran.json), reverse=True)


def test_what_cannot_be_told_and_what_does_not_apply_is_there_with_its_reason(chartside):
    ran = chartside("overview", RUTH, "--now", NOW, "--form", "json")
    outcomes = {one["outcome"] for one in ran.json}
    assert {"answered", "cannot-tell", "not-applicable"} <= outcomes
    assert all(one["reason"] for one in ran.json)
    assert any(one["missing"] for one in ran.json if one["outcome"] == "cannot-tell")
    assert not any(one["analysis"].startswith("pharmacogenomics") for one in ran.json)


def test_the_page_shows_course_and_picture_and_runs_nothing(chartside):
    kidneys, leaving = (chartside("overview", who, "--now", NOW).out for who in (RUTH, AGNES))
    assert "<polyline" in kidneys
    assert "Kidney function: eGFR (CKD-EPI 2021)" in kidneys
    assert 'class="waterfall"' in leaving
    assert "Readmission within 30 days: risk 29 %" in leaving
    for page in (kidneys, leaving):
        assert "<script" not in page
        assert "default-src 'none'" in page


def test_a_hostile_record_writes_no_page_of_its_own(chartside):
    page = chartside("overview", EXAMPLES / "patients" / "hostile-record.json", "--now", NOW).out
    assert "<script" not in page
    assert "<img" not in page


@pytest.mark.parametrize(("text", "said"), [("", "empty"), ("{}", "no FHIR resource"), ("no json", "not valid JSON")])
def test_a_file_that_is_no_record_is_named(chartside, tmp_path, text, said):
    (tmp_path / "patient.json").write_text(text)
    ran = chartside("overview", tmp_path / "patient.json")
    assert ran.status == 2
    assert said in ran.err
    assert chartside("overview", RUTH, "--form", "pdf").status == 2
    assert chartside("overview", tmp_path / "nobody.json").status == 2


DAYS = [Point(date(2026, 1, day), value) for day, value in ((1, 5.0), (2, 5.0), (3, 7.0), (4, 7.0))]


def test_a_course_is_where_the_number_changed_and_where_it_stands():
    assert changes(DAYS) == (DAYS[0], DAYS[2], DAYS[3])
    assert changes(DAYS[:1]) == (DAYS[0],)
    assert changes([]) == ()


def test_what_stood_still_has_no_picture():
    assert sparkline(DAYS[:2], "x") is None
    assert sparkline(DAYS[:1], "x") is None
    picture = str(sparkline(DAYS, "<b>"))
    assert "&lt;b&gt;: 2026-01-01 5, 2026-01-02 5, 2026-01-03 7" in picture
