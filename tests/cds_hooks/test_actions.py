"""What a client is asked to do: actions to choose, links to open, what it applies by itself, and the order that a card speaks of."""

from uuid import UUID

import pytest

from engine.audit import Kind, Readings
from engine.clients import Client
from engine.service.caller import caller_of
from fhir_adapter.coverage import URL as COVERAGE
from tests.engine.service.calls import PATIENT, order, sign
from tests.engine.service.conftest import serving
from tests.engine.strangers import install

HEAD = """
    from collections.abc import Iterator
    from datetime import date
    from typing import Annotated
    from chartside import (
        Analysis, Card, Code, CoverageInformation, Draft, Order, Orders, Patient, Source, SystemAction, analysis, hookimpl,
    )
    from chartside.analysis import Yield

    SOURCE = Source("A test", "https://example.org", "1", "2026-01-01")
    LAB = Code("http://loinc.org", "98979-8", "eGFR")
    DRUG = Draft(Code("http://www.nlm.nih.gov/research/umls/rxnorm", "1161", "another drug"), "MedicationRequest")
"""
ASKS = """
    @analysis("{name}.asks", version="1.0.0", hooks=["order-sign"], source=SOURCE)
    def asks(order: Order, patient: Patient) -> Iterator[Yield]:
        \"\"\"Ask for something about each order.\"\"\"
        {body}

    @hookimpl
    def chartside_analyses() -> list[Analysis]:
        return [asks]
"""
PAID = 'CoverageInformation("Coverage/c1", "covered", date(2026, 11, 20), "A-1", pa_needed="no-auth", doc_needed=("clinical",))'
CHOOSES = """
        yield (Card("A choice").because(order).suggest("Do some of it", choose="any")
               .order(LAB, "Order an eGFR").stop(order, "Take it back"))
"""
OPENS = 'yield Card("See").because(order).link("Open it", "https://example.org/app", smart=True, app_context="c", autolaunch=True)'


def plugin(folder, body, name="asks"):
    install(folder, name, (HEAD + ASKS).replace("{body}", body.strip()).replace("{name}", name))


def ask(folder, path, call, *, capabilities=(), **settings):
    with serving(folder, **settings) as service:
        service.app.dependency_overrides[caller_of] = lambda: Client("west", capabilities=frozenset(capabilities))
        answer = service.post(path, json=call)
        assert answer.status_code == 200, answer.text
        decision = answer.json()["extension"]["org.chartside.receipt"]["decision"]
        return answer.json(), service.app.state.desk.ledger.read("default", decision).payload


def call(*orders):
    return sign(list(orders or [order()]), {"patient": PATIENT})


def answered(strangers, tmp_path, body, *orders, name="asks", **more):
    plugin(strangers, body, name)
    return ask(tmp_path / "site", f"/cds-services/{name}-order-sign", call(*orders), **more)


@pytest.fixture
def asked(strangers, tmp_path):
    return lambda body, *orders, **more: answered(strangers, tmp_path, body, *orders, **more)


def only_card(body):
    [card] = [c for c in body["cards"] if not c["summary"].startswith("Advice is incomplete")]
    return card


def test_v5_a_client_registered_for_it_is_told_how_many_actions_to_take(asked):
    body, _ = asked(CHOOSES, capabilities=["action-selection"])
    [suggestion] = only_card(body)["suggestions"]
    assert suggestion["actionSelectionBehavior"] == "any"
    assert [a["type"] for a in suggestion["actions"]] == ["create", "delete"]
    assert only_card(body)["selectionBehavior"] == "at-most-one"


def test_v5_k6_to_any_other_each_action_is_a_suggestion_and_any_may_be_taken(asked):
    body, _ = asked(CHOOSES)
    card = only_card(body)
    assert "actionSelectionBehavior" not in str(card)
    assert [[a["type"] for a in s["actions"]] for s in card["suggestions"]] == [["create"], ["delete"]]
    assert card["selectionBehavior"] == "any"
    assert len({str(UUID(s["uuid"])) for s in card["suggestions"]}) == 2
    assert card["suggestions"][0]["label"] == "Do some of it: Order an eGFR"


@pytest.mark.parametrize("capabilities", [["autolaunch"], []], ids=str)
def test_v6_l3_only_a_client_registered_for_it_is_told_that_a_link_may_open_by_itself(asked, capabilities):
    body, _ = asked(OPENS, capabilities=capabilities)
    [link] = only_card(body)["links"]
    assert link.get("autolaunchable", False) is bool(capabilities)
    assert link["appContext"] == "c"


def test_crd3_who_reads_what_was_answered_is_on_record(strangers, tmp_path):
    plugin(strangers, 'yield Card("x").because(order)')
    with serving(tmp_path / "site") as service:
        answer = service.post("/cds-services/asks-order-sign", json=call()).json()
        desk = service.app.state.desk
        decision = answer["extension"]["org.chartside.receipt"]["decision"]
        Readings(desk.database, desk.ledger).note("default", "show", who="an auditor", decisions=[decision])
        [read] = desk.ledger.decisions("default", kind=Kind.READING)
        said = desk.ledger.read("default", read.id).envelope["statement"]
    assert said == {"read": "show", "who": "an auditor", "why": "", "decisions": [decision]}


def named(display):
    drafted = order()
    drafted["medicationCodeableConcept"]["text"] = display
    return drafted


def test_crd4_a_card_about_an_order_names_it(asked):
    body, _ = asked('yield Card("Something").because(order)', named("metformin <b>500</b> mg"))
    assert only_card(body)["detail"].startswith("About the order: metformin &lt;b")
    assert "<b>" not in only_card(body)["detail"]


def test_crd4_a_card_that_names_its_order_is_left_as_it_is(asked):
    body, _ = asked('yield Card("Not with Metformin 500 mg").because(order)', named("metformin 500 mg"))
    assert "About the order" not in only_card(body).get("detail", "")


def test_crd4_every_suggestion_has_a_uuid_of_its_own(asked):
    body, _ = asked('yield Card("x").because(order).suggest("a").stop(order).suggest("b").order(LAB).suggest("c")')
    uuids = [str(UUID(s["uuid"])) for s in only_card(body)["suggestions"]]
    assert len(set(uuids)) == 3


def test_crd6_additional_orders_are_all_created(asked):
    body, _ = asked('yield Card("x").because(order).suggest("both").order(LAB).order(DRUG)')
    [suggestion] = only_card(body)["suggestions"]
    assert [a["type"] for a in suggestion["actions"]] == ["create", "create"]
    assert [a["resource"]["resourceType"] for a in suggestion["actions"]] == ["ServiceRequest", "MedicationRequest"]
    assert all(
        a["resource"]["subject"]["reference"] == "Patient/p1" and a["description"] for a in suggestion["actions"]
    )


ANNOTATES = f"yield SystemAction.annotate(order, {PAID}).because(order)"
MAY = {"system_actions": ["asks.asks"]}


def coverage(resource):
    """Return what the extension says, by its parts."""
    [said] = [e for e in resource["extension"] if e["url"] == COVERAGE]
    return {part["url"]: next(v for k, v in part.items() if k != "url") for part in said["extension"]}


def test_r1_a2_a3_a_system_action_is_the_whole_order_with_what_the_payer_says(asked):
    drafted = {
        **order(),
        "note": [{"text": "kept"}],
        "extension": [{"url": "https://example.org/own", "valueBoolean": True}],
    }
    body, payload = asked(ANNOTATES, drafted, **MAY)
    [action] = body["systemActions"]
    assert (action["type"], bool(action["description"])) == ("update", True)
    assert action["resource"]["note"] == [{"text": "kept"}]
    assert action["resource"]["extension"][0] == drafted["extension"][0]
    assert coverage(action["resource"]) == {
        "coverage": {"reference": "Coverage/c1"},
        "covered": "covered",
        "pa-needed": "no-auth",
        "doc-needed": "clinical",
        "date": "2026-11-20",
        "coverage-assertion-id": "A-1",
    }
    [basis] = body["extension"]["org.chartside.system-actions"]
    assert basis["basis"] == ["MedicationRequest/m1"]
    assert basis["explanation"]["analysis"] == "asks.asks"
    assert payload["response"]["systemActions"] == body["systemActions"], "it is on record as it left"
    assert body["extension"]["org.chartside.outcomes"][0]["reason"] == "1 system action"


def test_r1_what_a_payer_said_before_of_the_same_coverage_gives_way(asked):
    old = {"url": COVERAGE, "extension": [{"url": "coverage", "valueReference": {"reference": "Coverage/c1"}}]}
    other = {"url": COVERAGE, "extension": [{"url": "coverage", "valueReference": {"reference": "Coverage/c2"}}]}
    body, _ = asked(ANNOTATES, {**order(), "extension": [old, other]}, **MAY)
    said = [e for e in body["systemActions"][0]["resource"]["extension"] if e["url"] == COVERAGE]
    assert said[0] == other
    assert len(said) == 2


def test_r1_two_notes_on_one_order_are_one_update(asked):
    again = ANNOTATES.replace("Coverage/c1", "Coverage/c2")
    body, _ = asked(f"{ANNOTATES}\n        {again}", **MAY)
    [action] = body["systemActions"]
    assert len([e for e in action["resource"]["extension"] if e["url"] == COVERAGE]) == 2


def test_r1_without_the_sites_word_a_system_action_is_held_back_and_recorded(asked):
    body, payload = asked(ANNOTATES)
    assert "systemActions" not in body
    assert body["extension"]["org.chartside.outcomes"][0]["reason"] == (
        "1 system action; held back: system actions are not allowed for this analysis"
    )
    [run] = [r for r in payload["runs"] if r["analysis"] == "asks.asks"]
    assert run["heldActions"][0]["rule"] == "system actions are not allowed for this analysis"


def test_r1_two_that_change_one_order_differently_do_not_leave_and_it_is_said(asked):
    body, _ = asked(f"{ANNOTATES}\n        yield SystemAction.stop(order).because(order)", **MAY)
    assert "systemActions" not in body
    [line] = body["extension"]["org.chartside.outcomes"]
    assert line["outcome"] == "failed"
    assert "two system actions change one order" in line["reason"]
    assert any(c["summary"].startswith("Advice is incomplete") for c in body["cards"])


def test_r1_a_system_action_without_a_basis_is_a_failure(asked):
    body, _ = asked("yield SystemAction.stop(order)", **MAY)
    [line] = body["extension"]["org.chartside.outcomes"]
    assert (line["outcome"], "systemActions" in body) == ("failed", False)


def test_crd4_a_system_action_is_not_offered_in_a_card_too(asked):
    also = 'yield Card("x").because(order).suggest("a").stop(order).suggest("b").order(LAB)'
    body, _ = asked(f"yield SystemAction.stop(order).because(order)\n        {also}", **MAY)
    assert [a["type"] for a in body["systemActions"]] == ["delete"]
    assert [s["label"] for s in only_card(body)["suggestions"]] == ["b"]


def test_a1_a_system_action_that_is_no_valid_fhir_is_a_failure(asked):
    body, _ = asked("yield SystemAction.annotate(order).because(order)", **MAY)
    [line] = body["extension"]["org.chartside.outcomes"]
    assert (line["outcome"], "systemActions" in body) == ("failed", False)
