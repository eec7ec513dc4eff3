"""What leaves is what the specification asks of an answer, a card, its suggestions, actions and links; what is not so does not leave."""

from uuid import UUID

import pytest

from engine.deck import violations
from tests.engine.service.calls import FULL, bundle, creatinine, observation, order, outcomes, sign, view

CARD = {
    "uuid": "6bc883b2-b795-4dcb-b661-34884a31d472",
    "summary": "x",
    "indicator": "info",
    "source": {"label": "A", "url": "https://example.org", "topic": {"system": "https://example.org", "code": "t"}},
}
DRAFT = order()
EGFR = observation("e1", "98979-8", 25, "mL/min/{1.73_m2}")


def suggesting(*actions, **more):
    suggestion = {"label": "a", "uuid": "1", "actions": list(actions)} | more
    return CARD | {"suggestions": [suggestion], "selectionBehavior": "at-most-one"}


def broken(card):
    return {said.split(":")[0] for said in violations(card)}


def ask(service, call):
    answer = service.post(f"/cds-services/{call['hook']}", json=call)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture(scope="module")
def metformin(service):
    """Return the card about a metformin order."""
    [card] = ask(service, sign([DRAFT], {"observations": bundle(EGFR)}))["cards"]
    return card


def test_r1_cards_are_an_array(service):
    assert isinstance(ask(service, view(FULL))["cards"], list)


def test_r2_t3_nothing_to_say_is_an_empty_array_and_explained(service):
    answer = ask(service, view({**FULL, "observations": bundle(creatinine(0.8))}))
    assert answer["cards"] == []
    assert (
        {"answered", "not-applicable"}
        <= set(outcomes(answer).values())
        <= {"answered", "not-applicable", "cannot-tell"}
    )


def test_k1_k5_a_card_has_a_uuid_and_a_source_with_its_topic(metformin):
    assert str(UUID(metformin["uuid"])) == metformin["uuid"]
    assert metformin["source"]["label"]
    assert metformin["source"]["url"].startswith("https://")
    assert {"system", "code"} <= metformin["source"]["topic"].keys()


def test_k6_a1_a2_a3_a_suggestion_and_its_action_are_whole(metformin):
    [suggestion] = metformin["suggestions"]
    assert metformin["selectionBehavior"] == "at-most-one"
    assert suggestion["label"]
    assert UUID(suggestion["uuid"])
    [action] = suggestion["actions"]
    assert (action["type"], action["resourceId"]) == ("delete", "MedicationRequest/m1")
    assert action["description"]


def test_l1_l2_a_link_is_whole(metformin):
    for link in metformin["links"]:
        assert link["label"]
        assert link["url"].startswith("https://")
        assert link["type"] == "absolute"
        assert "appContext" not in link


def test_k1_to_k5_a_right_card_passes():
    assert violations(CARD) == []
    assert violations(suggesting({"type": "create", "description": "d", "resource": DRAFT})) == []


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"uuid": ""}, "K1"),
        ({"summary": "x" * 140}, "K2"),
        ({"summary": ""}, "K2"),
        ({"indicator": "hard-stop"}, "K4"),
        ({"source": {"label": "A"}}, "K5"),
        ({"source": CARD["source"] | {"url": "/relative"}}, "K5"),
        ({"overrideReasons": [{"code": "a", "system": "s"}]}, "K7"),
        ({"links": [{"label": "a", "url": "relative", "type": "absolute"}]}, "L1"),
        ({"links": [{"label": "a", "url": "https://x.org", "type": "other"}]}, "L1"),
        ({"links": [{"label": "a", "url": "https://x.org", "type": "absolute", "appContext": "c"}]}, "L1"),
        ({"detail": ""}, "T3"),
        ({"links": []}, "T3"),
    ],
)
def test_k1_k2_k4_k5_k7_l1_l2_t3_a_card_that_is_not_so_is_told(change, rule):
    assert rule in broken(CARD | change)


@pytest.mark.parametrize(
    "action",
    [
        {"type": "create", "resource": DRAFT},
        {"type": "merge", "description": "d", "resource": DRAFT},
        {"type": "create", "description": "d"},
        {"type": "update", "description": "d", "resourceId": "MedicationRequest/m1"},
        {"type": "update", "description": "d", "resource": {"status": "draft"}},
        {"type": "delete", "description": "d", "resource": DRAFT},
        {"type": "delete", "description": "d", "resourceId": "m1"},
    ],
)
def test_a1_a2_a3_an_action_that_is_not_whole_is_told(action):
    assert "A1" in broken(suggesting(action))


def test_k2_139_characters_pass_and_140_do_not():
    assert violations(CARD | {"summary": "x" * 139}) == []
    assert broken(CARD | {"summary": "x" * 140}) == {"K2"}


def test_k6_only_one_suggestion_of_several_may_be_recommended():
    both = [{"label": "a", "uuid": str(n), "isRecommended": True} for n in range(2)]
    card = CARD | {"suggestions": both, "selectionBehavior": "at-most-one"}
    assert broken(card) == {"S2"}
    assert violations(card | {"selectionBehavior": "any"}) == []
    assert "K6" in broken({k: v for k, v in card.items() if k != "selectionBehavior"})


def test_a4_the_actions_of_one_suggestion_stay_together():
    """An alternative that is a deletion and a creation is one suggestion with two actions, in this order."""
    steps = [
        {"type": "delete", "description": "d", "resourceId": "MedicationRequest/m1"},
        {"type": "create", "description": "d", "resource": DRAFT},
    ]
    assert violations(suggesting(*steps)) == []
