"""What an EHR gets: cards with their basis, every outcome, and a receipt for all of it."""

import copy

import pytest

from engine.audit import Receipt, Standing, State
from engine.deck import violations
from tests.engine.service.calls import (
    FULL,
    NOTHING,
    PATIENT,
    bundle,
    condition,
    creatinine,
    lines,
    observation,
    order,
    outcomes,
    sign,
    view,
)


def ask(service, call, id=None):
    answer = service.post(f"/cds-services/{id or call['hook']}", json=call)
    assert answer.status_code == 200, answer.text
    return answer.json()


def unreceipted(answer):
    """Return the answer as it is recorded: without its receipts."""
    bare = copy.deepcopy(answer)
    for holder in (bare, *bare["cards"]):
        holder["extension"].pop("org.chartside.receipt")
        if not holder["extension"]:
            holder.pop("extension")
    return bare


def test_discovery_lists_a_composite_for_each_hook_and_a_service_for_each_plugin_and_hook(service):
    answer = service.get("/cds-services")
    assert answer.status_code == 200
    services = {(s["id"], s["hook"]): s for s in answer.json()["services"]}
    assert {
        ("patient-view", "patient-view"),
        ("order-sign", "order-sign"),
        ("risk-scores-patient-view", "patient-view"),
    } <= services.keys()
    assert ("biomarkers-order-sign", "order-sign") in services
    for one in services.values():
        assert one["title"]
        assert one["description"]
        assert all("{{context.patientId}}" in t and "_count" not in t for t in one["prefetch"].values())
        assert not list(violations_of_t3(one))


def violations_of_t3(value):
    return [v for v in violations({"x": value}) if v.startswith("T3")]


def test_a_low_egfr_is_a_card_with_its_basis_and_a_receipt(service):
    answer = ask(service, view({**FULL, "observations": bundle(creatinine(1.9))}))
    [card] = answer["cards"]
    assert card["indicator"] == "warning"
    assert card["summary"].startswith("eGFR 27")
    assert violations({k: v for k, v in card.items() if k != "extension"}) == []
    assert not violations_of_t3(card["extension"]["org.chartside.explanation"])
    explanation = card["extension"]["org.chartside.explanation"]
    [seen] = [line for line in explanation["inputs"] if line["name"] == "creatinine"]
    assert (seen["value"], seen["unit"], seen["reference"], seen["origin"]) == (
        1.9,
        "mg/dL",
        "Observation/cr1",
        "prefetch",
    )
    assert "No clinician has reviewed" in card["detail"]
    assert card["extension"]["org.chartside.receipt"] == answer["extension"]["org.chartside.receipt"]


def test_silence_is_explicit_and_has_a_receipt(service):
    answer = ask(service, view({**FULL, "observations": bundle(creatinine(0.8))}), "risk-scores-patient-view")
    assert answer["cards"] == []
    assert outcomes(answer) == {
        "risk-scores.cha2ds2vasc": "not-applicable",
        "risk-scores.egfr": "answered",
        "risk-scores.kdigo_aki": "answered",
        "risk-scores.news2": "cannot-tell",
    }
    assert all(line["reason"] for line in answer["extension"]["org.chartside.outcomes"])
    assert standing(service, answer) is Standing.INTACT


def standing(service, answer):
    desk = service.app.state.desk
    return desk.ledger.verify_receipt("default", Receipt.from_json(answer["extension"]["org.chartside.receipt"]))


def test_a_forged_receipt_is_told_apart(service):
    answer = ask(service, view(FULL))
    receipt = answer["extension"]["org.chartside.receipt"]
    receipt["leaf"] = receipt["leaf"][::-1]
    assert standing(service, answer) is Standing.NOT_OURS


def test_the_record_holds_who_asked_what_was_seen_and_the_answer_as_sent(service):
    answer = ask(
        service, view({**FULL, "observations": bundle(creatinine(1.9), creatinine(1.1, "2027-01-01", "later"))})
    )
    desk = service.app.state.desk
    recorded = desk.ledger.read("default", answer["extension"]["org.chartside.receipt"]["decision"])
    assert (recorded.user, recorded.patient) == ("Practitioner/d1", "p1")
    assert recorded.payload["response"] == unreceipted(answer)
    assert recorded.payload["clock"].startswith("2026-11-20T09:00")
    assert {s["reference"] for s in recorded.payload["seen"]} >= {"Patient/p1", "Observation/cr1"}
    assert {"kind": "Observation", "reason": "future", "count": 1} in recorded.payload["dropped"]
    runs = {r["analysis"]: r for r in recorded.payload["runs"]}
    assert runs["risk-scores.egfr"]["plugin"]["sha256"]
    assert runs["risk-scores.egfr"]["knowledge"][0]["sha256"]
    assert runs["risk-scores.egfr"]["facts"]["creatinine"]["value"] == {"@": "decimal", "v": "1.9"}
    assert desk.ledger.verify("default").intact


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}, "fetch-failed"),
        (bundle(creatinine(0.8, "2026-01-01")) | {"link": [{"relation": "next", "url": "x"}]}, "incomplete"),
    ],
)
def test_an_error_or_a_truncated_read_never_looks_like_normal(service, broken, reason):
    answer = ask(service, view({**FULL, "observations": broken}))
    said = {line["analysis"]: line for line in lines(answer)}
    line = said["risk-scores.kdigo_aki"]
    assert line["outcome"] == "cannot-tell"
    desk = service.app.state.desk
    recorded = desk.ledger.read("default", answer["extension"]["org.chartside.receipt"]["decision"])
    [run] = [r for r in recorded.payload["runs"] if r["analysis"] == "risk-scores.kdigo_aki"]
    assert [m["reason"] for m in run["explanation"]["missing"] if m["name"] == "creatinine_mg_dl_series"] == [reason]


def test_metformin_at_a_low_egfr_offers_to_stop_that_order_and_no_other(service):
    egfr = observation("e1", "98979-8", 25, "mL/min/{1.73_m2}")
    answer = ask(service, sign([order("m1"), order("a1", "308191")], {"observations": bundle(egfr)}))
    [card] = answer["cards"]
    assert card["indicator"] == "warning"
    [suggestion] = card["suggestions"]
    assert suggestion["actions"] == [
        {"type": "delete", "description": suggestion["actions"][0]["description"], "resourceId": "MedicationRequest/m1"}
    ]
    said = [x for x in lines(answer) if x["analysis"] == "biomarkers.metformin-egfr"]
    assert {(x["order"], x["outcome"]) for x in said} == {
        ("MedicationRequest/m1", "answered"),
        ("MedicationRequest/a1", "not-applicable"),
    }


LOW = {"observations": bundle(observation("e1", "98979-8", 25, "mL/min/1.73m²"))}


@pytest.mark.parametrize(
    "draft",
    [
        order() | {"modifierExtension": [{"url": "urn:x", "valueBoolean": True}]},
        order() | {"subject": {"reference": "Patient/somebody-else"}},
        {"foo": 1},
    ],
)
def test_a_draft_that_cannot_be_read_is_never_no_draft(service, draft):
    said = lines(ask(service, sign([draft], LOW)))
    assert {line["outcome"] for line in said} == {"cannot-tell"}
    assert all("could not be read" in line["reason"] for line in said)


def test_an_order_for_a_drug_that_is_not_resolved_could_be_anything(service):
    named = {k: v for k, v in order().items() if k != "medicationCodeableConcept"}
    named["medicationCodeableConcept"] = {"text": "The usual sugar pills"}
    said = lines(ask(service, sign([named], LOW)))
    assert {line["outcome"] for line in said} == {"cannot-tell"}
    assert all(line["reason"].startswith("drug not resolved") for line in said)


def test_a_draft_without_an_id_costs_the_suggestion_and_not_the_advice(service):
    draft = {k: v for k, v in order().items() if k != "id"}
    [card] = ask(service, sign([draft], LOW))["cards"]
    assert card["indicator"] == "warning"
    assert "suggestions" not in card
    assert "cannot be offered" in card["detail"]


@pytest.mark.parametrize(
    ("deceased", "spoken"),
    [
        ({"deceasedBoolean": True}, False),
        ({"deceasedDateTime": "2026-01-01"}, False),
        ({"deceasedDateTime": "2027-01-01"}, True),
    ],
)
def test_nobody_advises_on_the_dead(service, deceased, spoken):
    patient = PATIENT | deceased
    answer = ask(service, view({**FULL, "patient": patient, "observations": bundle(creatinine(1.9))}))
    assert bool(answer["cards"]) is spoken
    if not spoken:
        assert {x["reason"] for x in answer["extension"]["org.chartside.outcomes"]} == {
            "the patient is recorded as deceased"
        }


def test_a_stroke_score_reads_the_problem_list(service):
    conditions = bundle(condition("af", "49436004"), condition("htn", "38341003"), condition("stroke", "230690007"))
    answer = ask(service, view({**FULL, "conditions": conditions}), "risk-scores-patient-view")
    [card] = [c for c in answer["cards"] if "CHA" in c["summary"]]
    # Woman of 76 (1 + 2), hypertension (1), stroke (2).
    assert card["extension"]["org.chartside.explanation"]["working"]["results"]["result"] == 6


def test_a_switched_off_analysis_says_so_at_once_and_on_the_record(service):
    desk = service.app.state.desk
    call = view({**FULL, "observations": bundle(creatinine(1.9))})
    try:
        desk.switches.set("default", "risk-scores.egfr", State.OFF, who="officer", why="under review")
        answer = ask(service, call)
        assert answer["cards"] == []
        [line] = [x for x in answer["extension"]["org.chartside.outcomes"] if x["analysis"] == "risk-scores.egfr"]
        assert (line["outcome"], line["reason"]) == ("not-applicable", "switched off")
        desk.switches.set("default", "risk-scores.egfr", State.SHADOW, who="officer", why="to compare")
        answer = ask(service, call)
        assert answer["cards"] == []
        recorded = desk.ledger.read("default", answer["extension"]["org.chartside.receipt"]["decision"])
        [run] = [r for r in recorded.payload["runs"] if r["analysis"] == "risk-scores.egfr"]
        assert run["suppressed"][0]["rule"] == "shadow"
        assert run["suppressed"][0]["card"]["summary"].startswith("eGFR 27")
    finally:
        desk.switches.set("default", "risk-scores.egfr", State.ON, who="officer", why="reviewed")
    assert ask(service, call)["cards"]


def test_feedback_is_joined_to_its_decision_and_answered_with_a_receipt(service):
    answer = ask(service, view({**FULL, "observations": bundle(creatinine(1.9))}))
    said = {
        "card": answer["cards"][0]["uuid"],
        "outcome": "overridden",
        "overrideReason": {"reason": {"code": "known"}, "userComment": "known since 2020"},
        "outcomeTimestamp": "2026-11-20T09:05:00Z",
    }
    for _ in range(2):  # a repeat is legal
        reply = service.post("/cds-services/patient-view/feedback", json={"feedback": [said]})
        assert reply.status_code == 200
        assert standing(service, reply.json()) is Standing.INTACT
    desk = service.app.state.desk
    recorded = desk.ledger.read("default", answer["extension"]["org.chartside.receipt"]["decision"])
    assert [f.outcome for f in recorded.feedback] == ["overridden", "overridden"]
    assert recorded.feedback[0].payload["overrideReason"]["userComment"] == "known since 2020"


def test_hostile_text_of_the_record_is_shown_and_never_live(service):
    evil = condition("af", "49436004")
    evil["code"]["coding"][0]["display"] = (
        "<img src=x onerror=alert(1)> ![x](http://evil.example/x.png) [y](http://evil.example)"
    )
    evil["code"]["text"] = evil["code"]["coding"][0]["display"]
    answer = ask(service, view({**FULL, "conditions": bundle(evil)}))
    assert outcomes(answer)["risk-scores.cha2ds2vasc"] == "answered"
    for card in answer["cards"]:
        for text in (card["summary"], card["detail"]):
            assert "<img" not in text
            assert "](http://evil" not in text


def test_an_unknown_user_an_odd_instance_and_any_extension_cost_nothing(service):
    call = view(
        {**FULL, "mystery": NOTHING},
        hookInstance="not a uuid, Ann Smith",
        extension={"com.example.x": {"y": [1, None]}},
    )
    call["context"] = {"patientId": "Patient/p1", "com.example.more": None}
    answer = ask(service, call)
    assert {"risk-scores.cha2ds2vasc", "risk-scores.egfr", "risk-scores.kdigo_aki"} <= set(outcomes(answer))
    recorded = service.app.state.desk.ledger.read("default", answer["extension"]["org.chartside.receipt"]["decision"])
    assert recorded.payload["call"]["context"] == call["context"]
    assert "hookInstance" not in recorded.envelope or "Ann" not in str(recorded.envelope)


def test_health_and_readiness(service):
    assert service.get("/healthz").json() == {"status": "alive"}
    assert service.get("/readyz").json() == {"status": "ready"}
