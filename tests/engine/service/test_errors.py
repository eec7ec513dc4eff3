"""Errors are 4xx or 5xx with an OperationOutcome, and echo nothing of the body."""

import json

import pytest

from tests.engine.service.calls import FULL, PATIENT, order, sign, view

CANARY = "Zebulon-Canary-1931"
CARD = "6bc883b2-b795-4dcb-b661-34884a31d472"


def refused(answer, status):
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/fhir+json")
    body = answer.json()
    assert body["resourceType"] == "OperationOutcome"
    assert CANARY not in answer.text
    return body["issue"][0]["diagnostics"]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b'{"hook": "patient-view",\n  "context": {,}}', "line 2, column 15"),
        (b'{"hook": "patient-view"', "line 1, column 24"),
        (b"", "line 1, column 1"),
        (b'{"hook": NaN}', "line 1, column 10"),
        (f'{{"hook": "{CANARY}" "x"}}'.encode(), "line 1, column 32"),
        (b"\xff\xfe", "line 1, column 1"),
        (
            b'{"hook":"a","hookInstance":"b","context":{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}}",
            "nested too deeply",
        ),
    ],
)
def test_bad_json_is_400_with_the_position(service, body, place):
    assert place in refused(service.post("/cds-services/patient-view", content=body), 400)


def test_text_that_is_not_utf_8_is_400_with_the_position_wherever_it_stands(service):
    whole = json.dumps(view({"patient": {**PATIENT, "name": [{"text": CANARY + "Ä"}]}}), ensure_ascii=False)
    body = whole.encode("latin-1")
    place = f"line 1, column {body.index(0xC4) + 1} (byte {body.index(0xC4)})"
    assert place in refused(service.post("/cds-services/patient-view", content=body), 400)


@pytest.mark.parametrize("where", ["envelope", "context", "prefetch", "resource", "draft"])
def test_a_name_that_stands_twice_is_400_with_the_position(service, where):
    """Of two values readers take the one or the other: of two patients, one would be answered about and the other meant."""
    marks = {
        "envelope": '"hookInstance"',
        "context": '"patientId"',
        "prefetch": '"conditions"',
        "resource": '"birthDate"',
        "draft": '"status"',
    }
    call = sign([order()], FULL) if where == "draft" else view(FULL)
    before, mark, after = json.dumps(call).partition(marks[where])
    twice = f'{before}{mark}: "{CANARY}", {mark}{after}'
    said = refused(service.post(f"/cds-services/{call['hook']}", content=twice), 400)
    assert f"(byte {twice.rindex(mark, 0, len(twice) - len(after))})" in said
    assert service.post(f"/cds-services/{call['hook']}", json=call).status_code == 200


def test_a_value_that_is_none_of_those_allowed_is_not_repeated(service):
    item = {"card": CARD, "outcome": CANARY, "outcomeTimestamp": "2026-11-20T09:00:00Z"}
    said = refused(service.post("/cds-services/patient-view/feedback", json={"feedback": [item]}), 422)
    assert "none of those allowed - at `$.feedback[0].outcome`" in said


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ([], "object"),
        ({}, "hook"),
        ({"hook": "patient-view", "hookInstance": "1"}, "context"),
        (view() | {"context": CANARY}, "context"),
        (view() | {"hook": 7}, "hook"),
        (view() | {"hookInstance": ""}, "hookInstance"),
        (view() | {"prefetch": [CANARY]}, "prefetch"),
        (view() | {"hook": "order-sign"}, "answers patient-view and no other"),
        (view() | {"context": {"userId": "Practitioner/1"}}, "patientId"),
        (view() | {"context": {"patientId": {"x": CANARY}}}, "patientId"),
    ],
)
def test_json_that_is_no_call_is_422_with_the_field(service, body, said):
    assert said in refused(service.post("/cds-services/patient-view", json=body), 422)


def test_an_unknown_service_is_404(service):
    refused(service.post("/cds-services/nothing-like-it", json=view()), 404)
    refused(service.post("/cds-services/nothing-like-it/feedback", json={"feedback": []}), 404)
    refused(service.get("/nowhere"), 404)


def test_a_wrong_method_is_405(service):
    refused(service.get("/cds-services/patient-view"), 405)


@pytest.mark.parametrize("prefetch", [None, {}, {"patient": PATIENT}])
def test_nothing_to_run_on_is_412_naming_the_keys(service, prefetch):
    said = refused(service.post("/cds-services/patient-view", json=view(prefetch)), 412)
    assert "observations" in said
    assert "conditions" in said


@pytest.mark.parametrize(
    "patient", [None, {"resourceType": "Nonsense"}, {"resourceType": "OperationOutcome", "issue": []}]
)
def test_412_names_what_is_absent_and_never_what_came_as_nothing_or_broken(service, patient):
    said = refused(service.post("/cds-services/patient-view", json=view({"patient": patient})), 412)
    named = said.partition("without prefetch: ")[2].partition(". ")[0].split(", ")
    assert {"observations", "conditions"} <= set(named)
    assert "patient" not in named


def test_412_for_an_order_names_what_the_order_needs(service):
    assert "observations" in refused(service.post("/cds-services/order-sign", json=sign([order()])), 412)
    # An order that nobody has anything to say about needs nothing.
    assert service.post("/cds-services/order-sign", json=sign([order(code="308191")])).status_code == 200


def test_null_is_not_absent(service):
    """Null says that the client looked and found nothing, so there is nothing to send: no 412."""
    assert service.post("/cds-services/patient-view", json=view(dict.fromkeys(FULL))).status_code == 200


def test_an_encoded_body_is_415(service):
    refused(service.post("/cds-services/patient-view", json=view(FULL), headers={"Content-Encoding": "gzip"}), 415)


def test_a_defect_is_500_and_its_words_stay_inside(service, monkeypatch, capfd, caplog):
    async def defective(*_):
        raise ValueError(CANARY)

    monkeypatch.setattr("engine.service.hook.consult", defective)
    assert "ValueError" in refused(service.post("/cds-services/patient-view", json=view(FULL)), 500)
    printed = capfd.readouterr()
    assert CANARY not in printed.out + printed.err + caplog.text
    assert "ValueError" in printed.out + printed.err + caplog.text


def test_too_large_is_413(service):
    body = json.dumps(view({"patient": {"x": "y" * 5_000_001}}))
    refused(service.post("/cds-services/patient-view", content=body), 413)


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"card": CANARY, "outcome": "overridden", "outcomeTimestamp": "2026-11-20T09:00:00Z"},
        {
            "card": CARD,
            "outcome": "ignored",
            "outcomeTimestamp": "2026-11-20T09:00:00Z",
        },
        {
            "card": CARD,
            "outcome": "accepted",
            "outcomeTimestamp": "2026-11-20T09:00:00Z",
        },
        {
            "card": CARD,
            "outcome": "accepted",
            "acceptedSuggestions": [{}],
            "outcomeTimestamp": "2026-11-20T09:00:00Z",
        },
        {"card": CARD, "outcome": "overridden", "outcomeTimestamp": CANARY},
        {"card": CARD, "outcome": "overridden", "outcomeTimestamp": "0001-01-01T00:00:00+14:00"},
        {"card": CARD, "outcome": "overridden", "outcomeTimestamp": "9999-12-31T23:59:59-14:00"},
        {
            "card": CARD,
            "outcome": "overridden",
            "outcomeTimestamp": "2026-11-20T09:00:00",
        },
    ],
)
def test_bad_feedback_is_422(service, item):
    refused(service.post("/cds-services/patient-view/feedback", json={"feedback": [item]}), 422)
