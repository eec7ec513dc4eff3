"""A batch of questions: a line in, a line out, in order, whatever a line holds."""

import json

import pytest

from chartside.registry import discover
from tests.engine.cli.conftest import EXAMPLES, NOW
from tests.engine.service.calls import bundle, creatinine, order

PERSON = {"resourceType": "Patient", "id": "p1", "birthDate": "1950-01-01", "gender": "female"}
FILE = bundle(PERSON, creatinine(1.9))
EGFR, METFORMIN = "risk-scores.egfr", "biomarkers.metformin-egfr"
FACTS = {"age": 76, "sex": "female", "creatinine": 1.9}


def orders(*ids):
    return {"patientId": "p1", "draftOrders": bundle(*(order(id) for id in ids))}


def said(line):
    """Tell a result line in a word or two."""
    if "error" in line:
        return "error", line["error"]["line"]
    if "results" in line:
        return "results", len(line["results"])
    return line["analysis"], line["outcome"]


VIEWED = sum("patient-view" in analysis.hooks for analysis in discover().analyses.values())
MIX = [
    ({"analysis": EGFR, "facts": FACTS}, (EGFR, "answered")),
    ({"analysis": EGFR, "bundle": FILE, "now": NOW}, (EGFR, "answered")),
    ({"analysis": EGFR, "bundle": FILE, "now": "2026-10-31"}, (EGFR, "cannot-tell")),
    ({"analysis": EGFR, "bundle": FILE, "now": NOW, "facts": {"dialysis": True}}, (EGFR, "not-applicable")),
    ({"bundle": FILE, "hook": "patient-view"}, ("results", VIEWED)),
    (
        {"analysis": METFORMIN, "bundle": FILE, "context": orders("m1"), "hook": "order-sign"},
        (METFORMIN, "cannot-tell"),
    ),
    ({"analysis": METFORMIN, "context": orders("m1", "m2"), "facts": {"egfr": 25}}, ("results", 2)),
    ("not json", "error"),
    ({"analysis": "no.such", "facts": FACTS}, "error"),
    ({"analysis": EGFR, "facts": {"creatinin": 1}}, "error"),
]


def test_two_hundred_mixed_lines_are_answered_in_order_one_line_each(chartside, tmp_path):
    mixed = [MIX[i * 7 % len(MIX)] for i in range(200)]
    lines = [case if isinstance(case, str) else json.dumps(case) for case, _ in mixed]
    (tmp_path / "cases.ndjson").write_text("\n".join(lines) + "\n")
    ran = chartside("ask", "--batch", "cases.ndjson", "--now", NOW)
    expected = [(e, number) if e == "error" else e for number, (_, e) in enumerate(mixed, 1)]
    assert [said(line) for line in ran.lines] == expected
    assert ran.status == 1  # some lines were bad


def test_a_line_is_answered_as_the_same_question_by_itself(chartside, tmp_path, written):
    cases = [{"analysis": EGFR, "bundle": FILE}, {"bundle": FILE}, {"analysis": EGFR, "facts": FACTS}]
    (tmp_path / "cases.ndjson").write_text("\n".join(map(json.dumps, cases)))
    file, facts = written("p.json", FILE), written("f.json", FACTS)
    alone = [(EGFR, file), (file,), (EGFR, "--facts", facts)]
    ran = chartside("ask", "--batch", "cases.ndjson", "--now", NOW)
    assert ran.status == 0
    assert ran.lines == [chartside("ask", *words, "--now", NOW, "--json").json for words in alone]


def test_a_batch_may_come_from_standard_input_and_its_lines_may_leave_the_analysis_to_the_command(chartside):
    lines = [{"facts": FACTS}, {"analysis": "risk-scores.cha2ds2vasc", "facts": {"age": 76, "sex": "female"}}]
    ran = chartside("ask", EGFR, "--batch", "-", stdin="\n\n".join(map(json.dumps, lines)).encode())
    assert [line["analysis"] for line in ran.lines] == [EGFR, "risk-scores.cha2ds2vasc"]
    assert ran.status == 0


@pytest.mark.parametrize(
    "line",
    [
        b"[]",
        b"{",
        b"\xff\xfe",
        b'{"analysis": 5}',
        b'{"anlysis": "x"}',
        b'{"analysis": "risk-scores.egfr"}',
        b'{"bundle": {}}',
        b'{"bundle": []}',
        b'{"facts": {"age": 5}}',
        b'{"analysis": "risk-scores.egfr", "now": "", "facts": {}}',
        b'{"bundle": "nosuch.json"}',
        b'{"bundle": "."}',
        b'{"bundle": "nul\\u0000"}',
        b'{"bundle": {"resourceType": "Bundle"}, "context": {"patientId": 7}}',
        b'{"analysis": "risk-scores.egfr", "facts": {"age": "old"}}',
        b'{"facts": ' + b'{"a":' * 20_000 + b"1" + b"}" * 20_001,
    ],
    ids=lambda line: line[:40].decode(errors="replace"),
)
def test_a_bad_line_is_answered_with_its_number_and_costs_no_other_line(chartside, line):
    good = json.dumps({"analysis": EGFR, "facts": FACTS}).encode()
    ran = chartside("ask", "--batch", "-", stdin=b"\n".join([good, line, good]))
    first, bad, last = ran.lines
    assert (first, ran.status) == (last, 1)
    assert bad["error"]["line"] == 2
    assert bad["error"]["message"]


def test_a_line_without_a_bundle_or_facts_is_told_so(chartside):
    ran = chartside("ask", "--batch", "-", stdin=json.dumps({"analysis": EGFR, "patient": FILE}).encode())
    assert ran.lines == [{"error": {"line": 1, "message": "a case needs a bundle or facts"}}]


def test_a_case_may_carry_more_than_the_question_and_name_a_file(chartside, written):
    written("p.json", FILE)
    plain = {"analysis": EGFR, "bundle": FILE, "now": NOW}
    cases = [plain, {"id": 7, "expect": {"outcome": "answered"}, **plain}, {**plain, "bundle": "p.json"}]
    ran = chartside("ask", "--batch", "-", stdin="\n".join(map(json.dumps, cases)).encode())
    assert ran.lines == [ran.lines[0]] * 3
    assert ran.lines[0]["outcome"] == "answered"
    assert ran.status == 0


def test_drafts_of_a_line_are_asked_about_as_they_come(chartside):
    drafts = orders("m1", "m2")["draftOrders"]
    drafts["entry"][1]["resource"]["subject"] = {"reference": "Patient/somebody-else"}
    asked = {"analysis": "metformin-egfr", "facts": {"egfr": 25}}
    cases = [{**asked, "context": drafts}, {**asked, "context": {"draftOrders": drafts}}]
    cases.append({**asked, "context": drafts["entry"][0]["resource"]})
    ran = chartside("ask", "--batch", "-", stdin="\n".join(map(json.dumps, cases)).encode())
    both, same, one = ran.lines
    assert [result["outcome"] for result in both["results"]] == ["answered", "answered"]
    assert [result["cards"] != [] for result in both["results"]] == [True, True]
    assert same == both
    assert (one["order"], one["outcome"]) == ("MedicationRequest/m1", "answered")


def test_a_draft_that_cannot_be_read_is_not_silent_beside_plain_facts(chartside):
    case = {"analysis": METFORMIN, "facts": {"egfr": 25}, "context": {"draftOrders": [{"no": "resource"}]}}
    [line] = chartside("ask", "--batch", "-", stdin=json.dumps(case).encode()).lines
    assert line["outcome"] == "cannot-tell"


@pytest.mark.parametrize("nothing", [b"", b"\n \n"])
def test_a_batch_without_a_case_is_said(chartside, nothing):
    ran = chartside("ask", EGFR, "--batch", "-", stdin=nothing)
    assert (ran.status, ran.out) == (0, "")
    assert "holds no case, so nothing was asked" in ran.err


def test_a_line_that_names_something_twice_is_no_case(chartside):
    twice = b'{"facts": {"age": 76, "sex": "female", "creatinine": 0.6, "creatinine": 1.9}}'
    whole = json.dumps({"facts": FACTS}).encode()
    ran = chartside("ask", EGFR, "--batch", "-", stdin=twice + b"\n" + whole)
    assert (ran.status, [said(line) for line in ran.lines]) == (1, [("error", 1), (EGFR, "answered")])
    assert "a name stands twice in one object, again at line 1, column 59" in ran.lines[0]["error"]["message"]


def test_a_broken_file_of_a_line_is_named(chartside, tmp_path):
    (tmp_path / "broken.json").write_text("{")
    ran = chartside("ask", EGFR, "--batch", "-", stdin=b'{"bundle": "broken.json"}')
    assert ran.lines[0]["error"]["message"].startswith("broken.json: the file is not valid JSON: ")


def test_a_defect_costs_its_own_line_and_its_words_stay_inside(chartside, monkeypatch):
    def defective(registry, case, now):
        raise ValueError("Zebulon-Canary-1931")

    monkeypatch.setattr("engine.cli.ask.ask_case", defective)
    ran = chartside("ask", EGFR, "--batch", "-", stdin=b'{"facts": {}}\n{"facts": {}}')
    assert [line["error"]["line"] for line in ran.lines] == [1, 2]
    assert all("ValueError" in line["error"]["message"] for line in ran.lines)
    assert "Zebulon" not in ran.out + ran.err


def test_a_failed_analysis_is_told_by_the_status(chartside, strangers):
    from tests.engine.strangers import good

    good(strangers, "raises", "raise ValueError\n        yield")
    ran = chartside("ask", "raises.hello", EXAMPLES / "patients" / "ruth-halloran.json", "--json")
    assert (ran.status, ran.json["outcome"]) == (1, "failed")
    batch = chartside("ask", "raises.hello", "--batch", "-", stdin=json.dumps({"bundle": FILE}).encode())
    assert (batch.status, batch.lines[0]["outcome"]) == (1, "failed")
