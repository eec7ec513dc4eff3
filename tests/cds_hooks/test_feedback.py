"""What clinicians did with cards is kept with the decision that each card came from, in batches and as often as it is sent."""

import pytest

from tests.engine.service.calls import FULL, bundle, creatinine, order, sign, view
from tests.engine.service.calls import observation as observed

WAY = "/cds-services/patient-view/feedback"
AT = "2026-11-20T09:00:00Z"
UNKNOWN = "6bc883b2-b795-4dcb-b661-34884a31d472"
ACCEPTED = {"outcome": "accepted", "acceptedSuggestions": [{"id": "1"}], "outcomeTimestamp": AT}
OVERRIDDEN = {"outcome": "overridden", "outcomeTimestamp": AT}


def shown(service):
    """Show a card, and return its uuid and the decision that it came from."""
    answer = service.post("/cds-services/patient-view", json=view({**FULL, "observations": bundle(creatinine(1.9))}))
    body = answer.json()
    return body["cards"][0]["uuid"], body["extension"]["org.chartside.receipt"]["decision"]


def say(service, *items):
    return service.post(WAY, json={"feedback": list(items)})


def kept(service, decision):
    return service.app.state.desk.ledger.read("default", decision).feedback


def test_f1_f2_feedback_is_joined_to_the_decision_of_its_card_and_answered_with_a_receipt(service):
    card, decision = shown(service)
    answer = say(service, {"card": card, **OVERRIDDEN})
    assert answer.status_code == 200
    assert answer.json()["extension"]["org.chartside.receipt"]["signature"]
    [one] = kept(service, decision)
    assert (one.card, one.outcome, one.at.isoformat()) == (card, "overridden", "2026-11-20T09:00:00+00:00")


@pytest.mark.parametrize("left_out", ["card", "outcome", "outcomeTimestamp"])
def test_f2_what_each_must_say_is_422_when_it_is_missing(service, left_out):
    item = {"card": UNKNOWN, **OVERRIDDEN}
    item.pop(left_out)
    answer = say(service, item)
    assert answer.status_code == 422
    assert left_out in answer.json()["issue"][0]["diagnostics"]


@pytest.mark.parametrize("suggestions", [None, [], [{}], [{"id": 7}]], ids=str)
def test_f3_an_accepted_card_names_what_was_accepted(service, suggestions):
    item = {"card": UNKNOWN, **ACCEPTED, "acceptedSuggestions": suggestions}
    assert say(service, {k: v for k, v in item.items() if v is not None}).status_code == 422
    assert say(service, {"card": UNKNOWN, **ACCEPTED}).status_code == 200


@pytest.mark.parametrize(
    "reason",
    [
        {"reason": {"code": "a", "system": "https://example.org", "display": "A"}},
        {"reason": {"code": "a", "system": "https://example.org"}},
        {"userComment": "seen by the team"},
        {"reason": {"code": "a"}, "userComment": "seen by the team"},
    ],
    ids=str,
)
def test_f4_f9_a_reason_has_a_code_or_a_comment_and_its_display_may_be_left_out(service, reason):
    card, decision = shown(service)
    assert say(service, {"card": card, **OVERRIDDEN, "overrideReason": reason}).status_code == 200
    assert kept(service, decision)[0].payload["overrideReason"] == reason


def test_f5_batches_over_several_calls_and_repeats_are_kept_and_never_refused(service):
    (one, of_one), (other, of_other) = shown(service), shown(service)
    batch = [{"card": one, **OVERRIDDEN}, {"card": other, **ACCEPTED}, {"card": UNKNOWN, **OVERRIDDEN}]
    for _ in range(2):
        assert say(service, *batch).status_code == 200
    assert say(service, {"card": one, **ACCEPTED}).status_code == 200
    assert [f.outcome for f in kept(service, of_one)].count("overridden") == 2
    assert len(kept(service, of_one)) == 3
    assert len(kept(service, of_other)) == 2
    assert service.app.state.desk.ledger.verify("default").intact


def test_crd5_a_suggestion_acts_on_the_draft_of_the_call(service):
    egfr = observed("e1", "98979-8", 25, "mL/min/{1.73_m2}")
    answer = service.post("/cds-services/order-sign", json=sign([order("m7")], {"observations": bundle(egfr)})).json()
    [suggestion] = answer["cards"][0]["suggestions"]
    assert suggestion["actions"][0]["resourceId"] == "MedicationRequest/m7"


@pytest.mark.parametrize(
    "at",
    [
        "2026-11-20T09:00:00Z", "2026-11-20t09:00:00z", "2026-11-20T09:00:00.123456789Z", "2026-11-20T10:00:00+01:00",
        "2026-12-31T23:59:60Z", "2026-11-20T09:00:00-00:00",
    ],
)  # fmt: skip
def test_f2_every_form_of_rfc_3339_is_read(service, at):
    assert say(service, {"card": UNKNOWN, **OVERRIDDEN, "outcomeTimestamp": at}).status_code == 200


@pytest.mark.parametrize(
    "at",
    [
        "20261120T090000Z", "2026-W01-1T09:00:00Z", "2026-11-20 09:00:00Z", "2026-11-20T09:00Z", "2026-11-20", "2026-11-20T09:00:00",
        "2026-11-20T24:00:00Z", "2026-02-30T09:00:00Z", "2026-11-20T09:00:61Z", "2026-11-20T09:00:00+0100", "٢٠٢٦-11-20T09:00:00Z",
        "9999-12-31T23:59:60Z", "0001-01-01T00:00:00+14:00", "2026-11-20T09:00:00,5Z", " 2026-11-20T09:00:00Z", "",
    ],
)  # fmt: skip
def test_f2_what_is_no_rfc_3339_is_422(service, at):
    answer = say(service, {"card": UNKNOWN, **OVERRIDDEN, "outcomeTimestamp": at})
    assert answer.status_code == 422
    assert "outcomeTimestamp" in answer.json()["issue"][0]["diagnostics"]
