"""Point 8: absent, null, OperationOutcome, resource, Bundle and old wrappers are each their own state; null is not absent."""

import json

import pytest

from chartside.inputs import AgeRequest, Having
from tests.fhir_adapter.made import PATIENT, STROKE, ask, of, searchset, sent, stroke
from tests.fhir_adapter.points.real import whole

HAVING = Having("Condition", STROKE)
OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}
DENIED = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "forbidden"}]}
ABSENT = object()
STATES = [
    pytest.param(ABSENT, [], "not-provided", id="absent"),
    pytest.param(None, [], None, id="null"),
    pytest.param(b"null", [], None, id="null-as-bytes"),
    pytest.param(OUTCOME, [], "fetch-failed", id="outcome"),
    pytest.param(DENIED, [], "not-permitted", id="outcome-that-denies"),
    pytest.param(stroke(), ["Condition/s1"], "incomplete", id="resource"),
    pytest.param(searchset(stroke()), ["Condition/s1"], None, id="bundle"),
    pytest.param(searchset(), [], None, id="empty-bundle"),
    pytest.param(
        {"response": {"status": "200 OK"}, "resource": searchset(stroke())}, ["Condition/s1"], None, id="wrapped-bundle"
    ),
    pytest.param({"resource": searchset(stroke())}, ["Condition/s1"], None, id="wrapper-without-response"),
    pytest.param({"response": {"status": "200"}, "resource": None}, [], None, id="wrapped-null"),
    pytest.param({"response": {"status": "404 Not Found"}}, [], "fetch-failed", id="wrapped-404"),
    pytest.param({"response": {"status": "500"}, "resource": OUTCOME}, [], "fetch-failed", id="wrapped-failure"),
    pytest.param({"response": {"status": "200"}, "resource": OUTCOME}, [], "fetch-failed", id="wrapped-outcome"),
    pytest.param({}, [], "fetch-failed", id="empty-object"),
    pytest.param(b"{broken", [], "fetch-failed", id="no-json"),
    pytest.param(7, [], "fetch-failed", id="number"),
    pytest.param([stroke()], ["Condition/s1"], "incomplete", id="array"),
]


@pytest.mark.parametrize(("value", "refs", "gap"), STATES)
def test_08_each_state_says_what_it_proves(value, refs, gap):
    chart = sent(of(HAVING), {} if value is ABSENT else {"conditions": value})
    found = ask(chart, HAVING)
    assert [c.ref for c in found] == refs
    assert (None if found.unknown is None else found.unknown.reason) == gap


def test_08_null_is_not_absent():
    null, absent = sent(of(HAVING), {"conditions": None}), sent(of(HAVING), {})
    assert ask(null, HAVING).known_absent
    assert not ask(absent, HAVING).known_absent
    reads = HAVING.reads()
    assert (null.missing_keys(reads), absent.missing_keys(reads)) == ([], ["conditions"])


@pytest.mark.parametrize(
    ("value", "reason"), [(None, "not-found"), (PATIENT, ""), ({"resource": PATIENT}, ""), (OUTCOME, "fetch-failed")]
)
def test_08_a_patient_comes_as_one_resource_and_has_the_same_states(value, reason):
    found = ask(sent(of(AgeRequest()), {"patient": value}), AgeRequest())
    assert getattr(found, "reason", "") == reason


@pytest.mark.parametrize("bad", [OUTCOME, b"{broken", 7, {}, [7]])
def test_08_one_bad_key_costs_no_other(bad):
    both = {**of(HAVING), "age": of(AgeRequest())["it"]}
    chart = sent(both, {"patient": bad, "conditions": searchset(stroke())})
    assert [c.ref for c in ask(chart, HAVING)] == ["Condition/s1"]


def test_08_public_requests_send_null_and_lone_resources_and_both_are_read():
    here = [s for s in whole("opioid-cds") if s.resources]
    assert len(here) > 20
    for one in here:
        chart = one.chart()
        assert ask(chart, AgeRequest()) or ask(chart, AgeRequest()).reason in ("incomplete", "stated-absent")
        assert json.dumps(chart.notes)
