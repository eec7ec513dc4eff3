"""Outcomes come back: all or nothing, blinded in clear, on a record that cannot be changed unseen."""

import json
import sqlite3

import pytest

WHO = ("--who", "Dr. Quality", "--why", "monthly feed")
LINES = [
    {"patient": "Patient/p1", "kind": "readmission", "time": "2026-03-01T10:00:00+01:00"},
    {"patient": "p2", "kind": "readmission", "time": "2026-03-02", "occurred": False},
    {"kind": "readmission", "completeSince": "2026-01-01", "completeUntil": "2026-06-01T00:00:00Z"},
]


@pytest.fixture
def site(chartside, tmp_path):
    folder = tmp_path / "site"
    assert chartside("migrate", "--data", folder).status == 0
    return folder


@pytest.fixture
def bring(chartside, site, tmp_path):
    def bring(lines, *more):
        file = tmp_path / "feed.ndjson"
        file.write_bytes(b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines))
        return chartside("outcomes", "import", file, *WHO, "--data", site, *more)

    return bring


def listed(chartside, site):
    return json.loads(chartside("outcomes", "list", "--data", site, "--json").out)


def test_outcomes_are_counted_by_kind(chartside, site, bring):
    said = bring(LINES)
    assert said.status == 0, said.err
    assert "2 outcomes and 1 span(s) that are told whole" in said.out
    (one,) = listed(chartside, site)
    assert (one["kind"], one["patients"], one["occurred"], one["notOccurred"]) == ("readmission", 2, 1, 1)
    assert one["complete"] == [{"since": "2026-01-01T00:00:00+00:00", "until": "2026-06-01T00:00:00+00:00"}]


def test_what_is_brought_twice_counts_once(chartside, site, bring):
    assert bring(LINES).status == bring(LINES).status == 0
    (one,) = listed(chartside, site)
    assert (one["occurred"], one["notOccurred"], len(one["complete"])) == (1, 1, 1)


def test_a_feed_without_a_span_says_that_its_silence_means_nothing(bring):
    assert "counts as not known, and not as well" in bring(LINES[:2]).out


def test_the_record_names_who_and_why_and_no_patient_in_clear(chartside, site, bring):
    record = json.loads(bring(LINES, "--json").out)["records"][0]
    shown = json.loads(
        chartside("audit", "show", record, "--data", site, "--json", "--who", "officer", "--why", "a test").out
    )
    statement = shown["envelope"]["statement"]
    assert (statement["who"], statement["why"]) == ("Dr. Quality", "monthly feed")
    assert shown["patients"] == ["p1", "p2"]
    assert "p1" not in json.dumps(shown["envelope"])
    with sqlite3.connect(site / "chartside.db") as database:
        rows = database.execute("select patient_index, kind, occurred from outcome order by position").fetchall()
    assert [row[1:] for row in rows] == [("readmission", 1), ("readmission", 0)]
    assert all(len(row[0]) > 60 for row in rows)


WRONG = [
    (b"not json", "is no JSON"),
    (b"[]", "is no JSON object"),
    ({"patient": "CANARY one", "kind": "readmission", "time": "2026-03-01"}, "patient: write the id"),
    ({"kind": "readmission", "time": "2026-03-01"}, "patient: write the id"),
    ({"patient": "CANARY", "kind": "Re Admission", "time": "2026-03-01"}, "kind: write what happened"),
    ({"patient": "CANARY", "kind": "readmission"}, "time: is missing"),
    ({"patient": "CANARY", "kind": "readmission", "time": "CANARY"}, "time: write a time"),
    ({"patient": "CANARY", "kind": "readmission", "time": 20260301}, "time: write a time"),
    ({"patient": "CANARY", "kind": "readmission", "time": "2026-03"}, "too coarse"),
    ({"patient": "CANARY", "kind": "readmission", "time": "2026-03-01T10:00:00"}, "has no offset"),
    ({"patient": "CANARY", "kind": "readmission", "time": "2999-03-01"}, "lies in the future"),
    (
        {"patient": "CANARY", "kind": "readmission", "time": "2026-03-01", "occurred": "yes"},
        "occurred: write true or false",
    ),
    ({"patient": "CANARY", "kind": "readmission", "time": "2026-03-01", "CANARY": 1}, "unknown member"),
    (
        {"kind": "readmission", "completeSince": "2026-03-01", "completeUntil": "2026-02-01"},
        "lies before completeSince",
    ),
    ({"kind": "readmission", "completeUntil": "2026-02-01"}, "completeSince: is missing"),
    (
        {"kind": "readmission", "completeSince": "2025-01-01", "completeUntil": "2025-02-01"},
        "a second span of this kind",
    ),
]


@pytest.mark.parametrize(("line", "complaint"), WRONG, ids=[c for _, c in WRONG])
def test_one_wrong_line_is_named_and_nothing_is_imported(chartside, site, bring, line, complaint):
    said = bring([LINES[2], LINES[0], line])
    assert said.status == 2
    assert f"nothing was imported: line 3: {complaint}" in said.err or (
        "line 3: " in said.err and complaint in said.err
    )
    assert "CANARY" not in said.err + said.out
    assert listed(chartside, site) == []


def test_of_many_wrong_lines_the_first_are_named_and_the_rest_counted(bring):
    said = bring([b"{}"] * 30)
    assert said.err.count("line ") == 20
    assert "and 10 more" in said.err


def test_blank_lines_are_left_out_and_an_empty_feed_is_none(chartside, site, bring):
    assert bring([b"", LINES[0], b"  "]).status == 0
    empty = bring([b"", b" "])
    assert (empty.status, "holds no outcome" in empty.err) == (2, True)


def test_a_long_feed_is_several_records_in_one_go(chartside, site, bring):
    lines = [{"patient": f"p{i}", "kind": "death", "time": "2026-03-01"} for i in range(12_001)]
    records = json.loads(bring(lines, "--json").out)["records"]
    assert len(records) == 3
    assert listed(chartside, site)[0]["patients"] == 12_001
    assert chartside("audit", "verify", "--data", site).status == 0


@pytest.mark.parametrize(
    "attack",
    [
        "update outcome set occurred = 0 where position = 0",
        "update outcome set kind = 'death'",
        "update outcome set at = '2026-03-05 00:00:00.000000' where position = 0",
        "delete from outcome where position = 1",
        "insert into outcome select tenant, record, 7, patient_index, kind, at, occurred from outcome where position = 0",
        "update outcome_coverage set until = '2026-09-01 00:00:00.000000'",
        "delete from outcome_coverage",
    ],
)
def test_a_change_behind_the_record_is_found(chartside, site, bring, attack):
    assert bring(LINES).status == 0
    assert chartside("audit", "verify", "--data", site).status == 0
    with sqlite3.connect(site / "chartside.db") as database:
        assert database.execute(attack).rowcount > 0
    verified = chartside("audit", "verify", "--data", site)
    assert verified.status == 1
    assert "of the envelope" in verified.err


def test_nothing_on_record_says_so(chartside, site):
    assert "No outcome is on record" in chartside("outcomes", "list", "--data", site).out
