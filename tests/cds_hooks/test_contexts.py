"""Every hook of the library is answered, under today's field names and under former ones, with its context kept whole."""

import json

import pytest

from fhir_adapter.hooks import hooks
from tests.engine.service.calls import bundle, condition, observation, order, view
from tests.engine.service.conftest import serving
from tests.engine.strangers import install

EVERY = '''
    from collections.abc import Iterator
    from chartside import Analysis, Card, Order, Orders, Quiet, Source, analysis, hookimpl

    HOOKS = {hooks!r}
    SOURCE = Source("A test", "https://example.org", "1", "2026-01-01")

    @analysis("every.count", version="1.0.0", hooks=HOOKS, source=SOURCE)
    def count(orders: Orders) -> Iterator[Card | Quiet]:
        """Count the orders."""
        yield Quiet(f"orders: {{', '.join(o.ref for o in orders) or 'none'}}")

    @analysis("every.name", version="1.0.0", hooks=HOOKS, source=SOURCE)
    def name(order: Order) -> Iterator[Card | Quiet]:
        """Name each order."""
        yield Quiet(f"order {{order.ref}}")

    @hookimpl
    def chartside_analyses() -> list[Analysis]:
        return [count, name]
'''
OTHERS = ["org.example.discharge-lounge", "an-unheard-of-hook"]
ORDER = order("m1")
APPOINTMENT = {
    "resourceType": "Appointment",
    "id": "a1",
    "status": "proposed",
    "participant": [{"actor": {"reference": "Patient/p1"}, "status": "accepted"}],
}
ALLERGY = {"resourceType": "AllergyIntolerance", "id": "x1", "patient": {"reference": "Patient/p1"}}
USER, PATIENT = {"userId": "Practitioner/d1"}, {"patientId": "p1"}
BOTH = USER | PATIENT
CONTEXTS = {
    "patient-view": [BOTH, BOTH | {"encounterId": "e1"}, {"userId": "Patient/p1", "patientId": "Patient/p1"}],
    "order-select": [
        BOTH | {"selections": ["MedicationRequest/m1"], "draftOrders": bundle(ORDER)},
        BOTH | {"selections": ["m1"], "draftOrders": bundle(ORDER)},
    ],
    "order-sign": [
        BOTH | {"draftOrders": bundle(ORDER)},
        BOTH | {"draftOrders": {"resourceType": "Bundle", "entry": [{"resource": ORDER}]}},
        BOTH | {"draftOrders": ORDER},
        BOTH | {"draftOrders": [ORDER]},
        {"patientId": "Patient/p1", "draftOrders": bundle(ORDER)},
    ],
    "order-dispatch": [
        PATIENT | {"dispatchedOrders": ["MedicationRequest/m1"], "performer": "Organization/o1"},
        PATIENT | {"order": "MedicationRequest/m1", "performer": "Organization/o1", "task": {"resourceType": "Task"}},
    ],
    "appointment-book": [BOTH | {"appointments": bundle(APPOINTMENT)}],
    "encounter-start": [BOTH | {"encounterId": "e1"}],
    "encounter-discharge": [BOTH | {"encounterId": "Encounter/e1"}],
    "problem-list-item-create": [BOTH | {"conditions": bundle(condition("c1", "44054006"))}],
    "allergyintolerance-create": [
        BOTH | {"allergyIntolerance": ALLERGY},
        BOTH | {"allergyIntolerances": bundle(ALLERGY)},
    ],
    "medication-refill": [PATIENT | {"medications": bundle(ORDER)}, BOTH | {"medications": bundle(ORDER)}],
    "medication-verify": [BOTH | {"medication": ORDER}, BOTH | {"medication": bundle(ORDER)}],
    "medication-prescribe": [BOTH | {"medications": bundle(ORDER)}],
    "order-review": [BOTH | {"orders": bundle(ORDER)}],
    OTHERS[0]: [BOTH | {"lounge": {"chairs": 7, "tea": None, "nested": [[1, {"a": []}]]}}],
    OTHERS[1]: [PATIENT],
}
CASES = [(hook, context) for hook, contexts in CONTEXTS.items() for context in contexts]


@pytest.fixture(scope="module")
def every(tmp_path_factory):
    """Run a service with two analyses that answer every hook there is, and two that are in no library."""
    import sys

    folder = tmp_path_factory.mktemp("every")
    install(folder, "every", EVERY.format(hooks=[*hooks(), *OTHERS]))
    sys.path.insert(0, str(folder))
    try:
        with serving(folder / "site") as client:
            yield client
    finally:
        sys.path.remove(str(folder))
        sys.modules.pop("every_plugin", None)


def ask(client, hook, context, prefetch=None):
    sent = {"medications": bundle(ORDER)} if hook == "order-dispatch" else {}
    call = view(sent | (prefetch or {}), hook=hook, context=context)
    answer = client.post(f"/cds-services/{hook}", json=call)
    assert answer.status_code == 200, answer.text
    return answer.json()


def lines(answer, analysis):
    return [x for x in answer["extension"]["org.chartside.outcomes"] if x["analysis"] == analysis]


def test_every_hook_of_the_library_is_in_the_cases():
    assert CONTEXTS.keys() == {*hooks(), *OTHERS}


@pytest.mark.parametrize(("hook", "context"), CASES, ids=[hook for hook, _ in CASES])
def test_h_each_hook_is_answered_and_its_context_kept_whole(every, hook, context):
    answer = ask(every, hook, context)
    decision = answer["extension"]["org.chartside.receipt"]["decision"]
    kept = every.app.state.desk.ledger.read("default", decision).payload["call"]
    assert kept["hook"] == hook
    assert kept["context"] == context
    [counted] = lines(answer, "every.count")
    named = lines(answer, "every.name")
    if "m1" in json.dumps(context):
        assert counted["reason"] == "orders: MedicationRequest/m1"
        assert [line["order"] for line in named] == ["MedicationRequest/m1"]
    else:
        assert counted["reason"] == "orders: none"
        assert [line["outcome"] for line in named] == ["not-applicable"]


@pytest.mark.parametrize(("hook", "context"), CASES, ids=[hook for hook, _ in CASES])
def test_q2_a_required_field_that_is_missing_is_said_and_costs_only_what_rests_on_it(every, hook, context):
    known = hooks().get(hook)
    for field in known.fields.values() if known else ():
        if not field.required or field.name == "patientId":
            continue
        left = {name: value for name, value in context.items() if name not in field.names}
        answer = ask(every, hook, left)
        decision = answer["extension"]["org.chartside.receipt"]["decision"]
        notes = every.app.state.desk.ledger.read("default", decision).payload["notes"]
        assert f"context.{field.name} is missing" in notes
        if field.holds == "orders":
            # That nobody sent any is not that there are none.
            assert {x["outcome"] for x in lines(answer, "every.name")} == {"cannot-tell"}
            assert field.name in lines(answer, "every.name")[0]["reason"]


@pytest.mark.parametrize("hook", [*hooks(), *OTHERS])
def test_q2_a_call_about_nobody_is_422_and_says_what_to_send(every, hook):
    for context in ({}, {"patientId": None}, {"patientId": ""}, {"patientId": 7}, {"patientId": "Patient/"}):
        answer = every.post(f"/cds-services/{hook}", json=view({}, hook=hook, context=context))
        assert answer.status_code == 422
        assert "patientId" in answer.json()["issue"][0]["diagnostics"]


def test_q2_an_empty_list_of_drafts_is_known_to_be_empty(every):
    answer = ask(every, "order-sign", BOTH | {"draftOrders": bundle()})
    [line] = lines(answer, "every.name")
    assert (line["outcome"], line["reason"]) == ("not-applicable", "the call holds no draft order")


@pytest.mark.parametrize("drafts", [7, True, "nonsense", [None], {"foo": 1}, [[]]], ids=str)
def test_q2_drafts_that_are_none_are_never_no_drafts(every, drafts):
    answer = ask(every, "order-sign", BOTH | {"draftOrders": drafts})
    assert {x["outcome"] for x in lines(answer, "every.name")} == {"cannot-tell"}


TWO = BOTH | {"draftOrders": bundle(order("m1"), order("m2", "197361"))}


@pytest.mark.parametrize(
    ("selections", "asked"),
    [
        (["MedicationRequest/m2"], ["m2"]),
        (["m2"], ["m2"]),
        (["https://ehr.example.org/fhir/MedicationRequest/m2"], ["m2"]),
        (["MedicationRequest/m1", "MedicationRequest/m2"], ["m1", "m2"]),
        (["MedicationRequest/m2", "MedicationRequest/gone"], ["m2"]),
        (["MedicationRequest/gone"], ["m1", "m2"]),
        ([], ["m1", "m2"]),
        ("MedicationRequest/m2", ["m1", "m2"]),
        (None, ["m1", "m2"]),
    ],
)
def test_h_order_select_asks_about_what_is_selected_and_sees_all_drafts(every, selections, asked):
    context = TWO | ({"selections": selections} if selections is not None else {})
    answer = ask(every, "order-select", context)
    assert [x["order"] for x in lines(answer, "every.name")] == [f"MedicationRequest/{id}" for id in asked]
    [counted] = lines(answer, "every.count")
    assert counted["reason"] == "orders: MedicationRequest/m1, MedicationRequest/m2"
    decision = answer["extension"]["org.chartside.receipt"]["decision"]
    notes = every.app.state.desk.ledger.read("default", decision).payload["notes"]
    assert ("selections that name no draft order: 1" in notes) is ("gone" in str(selections))


def test_h_order_sign_asks_about_every_draft(every):
    answer = ask(every, "order-sign", TWO)
    assert [x["order"] for x in lines(answer, "every.name")] == ["MedicationRequest/m1", "MedicationRequest/m2"]


def test_q7_q8_an_unknown_service_is_404_and_a_hook_that_it_does_not_answer_422(every):
    assert every.post("/cds-services/no-such", json=view({})).status_code == 404
    refused = every.post("/cds-services/patient-view", json=view({}, hook="order-sign"))
    assert refused.status_code == 422
    assert "answers patient-view" in refused.json()["issue"][0]["diagnostics"]
    assert every.post("/cds-services/patient-view", json=view({}, hook="unheard-of")).status_code == 422


def test_d7_two_services_on_one_hook_both_answer(every):
    call = view({"observations": bundle(observation("e1", "98979-8", 25, "mL/min/{1.73_m2}"))})
    whole, part = (every.post(f"/cds-services/{id}", json=call).json() for id in ("patient-view", "every-patient-view"))
    mine = {x["analysis"] for x in part["extension"]["org.chartside.outcomes"]}
    assert mine == {"every.count", "every.name"}
    assert mine < {x["analysis"] for x in whole["extension"]["org.chartside.outcomes"]}
