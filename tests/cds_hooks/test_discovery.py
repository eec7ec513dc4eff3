"""Discovery: what is listed, as a site put it together, and what keeps it from changing behind its back."""

import asyncio
import json
from datetime import UTC, datetime

import pytest

from chartside.registry import discover
from engine.clients import Client
from engine.composition import CompositionError
from engine.desk import open_desk
from engine.service.caller import caller_of
from engine.settings import Settings
from tests.engine.service.calls import FULL, outcomes, sign, view
from tests.engine.service.conftest import NOW, serving
from tests.engine.strangers import GOOD, GREETING, good, install

BOTH = {"hooks": ["patient-view", "encounter-start"], "title": "Scores"}
EMPTY = (None, "", [], {})
TWO = """
    from collections.abc import Iterator
    from chartside import *

    SOURCE = Source("A test", "https://example.org", "1", "2026-01-01")

    @analysis("two.first", version="1.0.0", hooks=["patient-view"], source=SOURCE)
    def first(patient: Patient) -> Iterator[Card]:
        \"\"\"First.\"\"\"
        yield Card("First").because(patient)

    @analysis("two.second", version="1.0.0", hooks=["{hook}"], source=SOURCE)
    def second(patient: Patient) -> Iterator[Card]:
        \"\"\"Second.\"\"\"
        yield Card("Second").because(patient)

    @hookimpl
    def chartside_analyses() -> list[Analysis]:
        return [first, second]
"""


def listed(client, **headers):
    answer = client.get("/cds-services", headers=headers)
    assert answer.status_code == 200
    return {(s["id"], s["hook"]): s for s in answer.json()["services"]}


def digest(client):
    return client.get("/cds-services").json()["extension"]["org.chartside.discovery"]["sha256"]


def holds_nothing_empty(value):
    within = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return all(v not in EMPTY and holds_nothing_empty(v) for v in within)


def composed(*services):
    return {"services": [{"id": "scores", **BOTH, **one} for one in services]}


def test_d1_d3_d4_each_service_says_its_hook_id_title_and_description(service):
    services = listed(service)
    assert ("patient-view", "patient-view") in services
    for one in services.values():
        for name in ("hook", "id", "title", "description"):
            assert one[name]
            assert isinstance(one[name], str)


def test_d1_discovery_is_json(service):
    answer = service.get("/cds-services")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.json().keys() == {"services", "extension"}


def test_d2_a_site_that_offers_nothing_lists_nothing(tmp_path):
    with serving(tmp_path, offer=[]) as client:
        assert client.get("/cds-services").json()["services"] == []
        assert client.post("/cds-services/patient-view", json=view(FULL)).status_code == 404


def test_d5_t3_what_is_empty_is_left_out(tmp_path, strangers):
    greets = GOOD.format(name="bare", body=GREETING.format(name="bare"))
    install(strangers, "bare", greets.replace("patient: Patient", "patient: Orders").replace("Patient,", "Orders,"))
    with serving(tmp_path, **composed({"analyses": ["risk-scores"], "usage_requirements": "Adults only."})) as client:
        body = client.get("/cds-services").json()
        services = listed(client)
    assert holds_nothing_empty(body)
    bare = services["bare-patient-view", "patient-view"]
    assert not bare.keys() & {"prefetch", "usageRequirements"}
    assert services["scores", "patient-view"]["usageRequirements"] == "Adults only."
    assert set(services["scores", "patient-view"]["prefetch"]) == set(FULL) - {"medicationStatements"}


def test_v1_each_service_says_which_version_of_cds_hooks_and_of_its_hook_it_speaks(strangers, tmp_path):
    greets = GOOD.format(name="own", body=GREETING.format(name="own"))
    install(strangers, "own", greets.replace("patient-view", "com.example.round"))
    with serving(tmp_path) as client:
        services = listed(client)
    assert {s["version"] for s in services.values()} == {"2.0.1"}
    assert services["order-sign", "order-sign"]["hookVersion"] == "1.0"
    own = services["com.example.round", "com.example.round"]
    assert "hookVersion" not in own, "nobody has versioned that hook"


def test_d6_every_service_that_is_listed_answers_under_its_id(service):
    for (id, hook), one in listed(service).items():
        call = sign([], FULL) if hook.startswith("order") else view(FULL)
        answer = service.post(f"/cds-services/{id}", json=call | {"hook": hook})
        assert answer.status_code == 200, answer.text
        told = {line["analysis"] for line in answer.json()["extension"]["org.chartside.outcomes"]}
        offered = set(one["extension"]["org.chartside.analyses"]["ids"])
        # Who only derives a fact that one of these reads is asked too, and told.
        assert offered <= told <= offered | {a.id for a in discover().analyses.values() if a.provides is not None}


def test_d7_one_id_answers_several_hooks_and_no_other(tmp_path):
    with serving(tmp_path, **composed({"analyses": ["risk-scores.egfr"]})) as client:
        assert {hook for id, hook in listed(client) if id == "scores"} == {"patient-view", "encounter-start"}
        for hook in ("patient-view", "encounter-start"):
            answer = client.post("/cds-services/scores", json=view(FULL, hook=hook))
            assert outcomes(answer.json()).keys() == {"risk-scores.egfr"}
        refused = client.post("/cds-services/scores", json=sign([], FULL))
    assert refused.status_code == 422
    assert "encounter-start, patient-view" in refused.text


def test_d7_the_same_id_on_another_hook_may_be_another_service(tmp_path):
    one = {"id": "patient-view", "hooks": ["encounter-start"], "title": "Other", "analyses": ["risk-scores.egfr"]}
    with serving(tmp_path, services=[one]) as client:
        assert len(outcomes(client.post("/cds-services/patient-view", json=view(FULL)).json())) > 1
        answer = client.post("/cds-services/patient-view", json=view(FULL, hook="encounter-start"))
    assert outcomes(answer.json()).keys() == {"risk-scores.egfr"}


# Services that a site puts together


def test_d5_a_composed_service_asks_and_reads_what_it_names(tmp_path):
    one = {"description": "Kidneys only.", "analyses": ["risk-scores.egfr"], "max_cards": 1}
    with serving(tmp_path, offer=["composed"], **composed(one)) as client:
        services = listed(client)
    assert services.keys() == {("scores", "patient-view"), ("scores", "encounter-start")}
    service = services["scores", "patient-view"]
    assert (service["title"], service["description"]) == ("Scores", "Kidneys only.")
    assert service["prefetch"].keys() == {"patient", "observations", "conditions", "procedures"}
    assert service["extension"]["org.chartside.analyses"]["ids"] == ["risk-scores.egfr"]


def test_d5_without_a_word_a_composed_service_holds_all_and_says_their_titles(tmp_path):
    with serving(tmp_path, **composed({})) as client:
        services = listed(client)
        titles = [a.title for a in client.app.state.desk.registry.analyses.values() if "patient-view" in a.hooks]
    one, every = services["scores", "patient-view"], services["patient-view", "patient-view"]
    assert one["prefetch"] == every["prefetch"]
    assert all(title in one["description"] for title in titles)


def test_d5_the_cards_of_a_composed_service_are_as_many_as_it_says(tmp_path, strangers):
    for name in ("one", "two", "three"):
        good(strangers, name)
    few = {"hooks": ["patient-view"], "analyses": ["one", "two", "three"], "max_cards": 2}
    with serving(tmp_path, **composed(few)) as client:
        assert len(client.post("/cds-services/scores", json=view(FULL)).json()["cards"]) == 2
        every = client.post("/cds-services/patient-view", json=view(FULL)).json()
    assert len([c for c in every["cards"] if c["summary"].startswith("Hello")]) == 3


@pytest.mark.parametrize(
    ("services", "said"),
    [
        ([{"analyses": ["risk-scores.nope"]}], "'scores': 'risk-scores.nope' is not installed"),
        ([{"analyses": ["nobody"]}], "'scores': 'nobody' is not installed"),
        (
            [{"hooks": ["patient-view", "order-sign"], "analyses": ["risk-scores"]}],
            "none of its analyses serves order-sign",
        ),
        (
            [{"analyses": ["risk-scores", "biomarkers.metformin-egfr"]}],
            "biomarkers.metformin-egfr would never be asked, it serves order-select, order-sign",
        ),
        ([{"id": "patient-view"}], "'patient-view': another service of that id answers patient-view"),
        ([{"id": "risk-scores-patient-view"}], "'risk-scores-patient-view': another service"),
        ([{}, {"hooks": ["encounter-start"]}], "'scores': another service of that id answers encounter-start"),
    ],
)
def test_d7_services_that_cannot_be_offered_stop_the_start_and_are_named(tmp_path, services, said):
    with pytest.raises(CompositionError, match="settings: ") as stopped, serving(tmp_path, **composed(*services)):
        pass
    assert said in str(stopped.value)


def test_d7_an_id_is_free_where_the_service_that_bore_it_is_not_offered(tmp_path):
    with serving(tmp_path, offer=["composed"], **composed({"id": "patient-view", "hooks": ["patient-view"]})) as client:
        assert listed(client).keys() == {("patient-view", "patient-view")}


def test_d6_a_service_names_those_of_its_plugins_that_are_broken_and_no_others(tmp_path, strangers):
    install(strangers, "absent", "import nothing_of_that_name")
    both = ({"analyses": ["absent", "risk-scores"]}, {"id": "well", "analyses": ["risk-scores"]})
    with serving(tmp_path, **composed(*both)) as client:
        found = {
            id: outcomes(client.post(f"/cds-services/{id}", json=view(FULL)).json())
            for id in ("scores", "well", "patient-view", "risk-scores-patient-view")
        }
    assert {id for id, lines in found.items() if lines.get("absent") == "failed"} == {"scores", "patient-view"}


def test_d6_a_service_of_nothing_but_a_broken_plugin_says_so(tmp_path, strangers):
    install(strangers, "absent", "import nothing_of_that_name")
    with serving(tmp_path, **composed({"hooks": ["patient-view"], "analyses": ["absent.hello"]})) as client:
        assert holds_nothing_empty(client.get("/cds-services").json())
        answer = client.post("/cds-services/scores", json=view(FULL)).json()
    assert outcomes(answer) == {"absent": "failed"}
    assert answer["cards"][0]["summary"] == "Advice is incomplete: 1 analysis gave no answer"


def test_d5_services_can_be_written_in_toml_and_in_the_environment(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "chartside.toml").write_text(
        'offer = ["composed"]\n[[services]]\nid = "a"\nhooks = ["patient-view"]\ntitle = "A"\nanalyses = ["risk-scores"]\n'
    )
    with serving(tmp_path / "one") as client:
        assert listed(client).keys() == {("a", "patient-view")}
    monkeypatch.setenv("CHARTSIDE_SERVICES", json.dumps([{"id": "b", "hooks": ["patient-view"], "title": "B"}]))
    with serving(tmp_path / "two") as client:
        assert listed(client).keys() == {("b", "patient-view")}


# What changes, and when


def test_d1_a_client_that_holds_the_list_is_told_that_it_stands(service):
    first = service.get("/cds-services")
    tag = first.headers["etag"]
    for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = service.get("/cds-services", headers={"If-None-Match": held})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert service.get("/cds-services", headers={"If-None-Match": '"other"'}).content == first.content


def at(moment):
    return {"now": moment, "offer": ["composed"], **composed({"analyses": ["risk-scores"]})}


def test_d5_a_month_moves_dates_and_neither_the_digest_nor_anything_else(tmp_path):
    seen = []
    for folder, month in (("one", 11), ("two", 12)):
        with serving(tmp_path / folder, **at(datetime(2026, month, 20, 9, tzinfo=UTC))) as client:
            seen.append((listed(client), digest(client), client.get("/cds-services").headers["etag"]))
    (before, digest_before, tag_before), (after, digest_after, tag_after) = seen
    assert digest_before == digest_after
    assert tag_before != tag_after
    assert before != after
    for key, one in before.items():
        assert {n: v for n, v in one.items() if n != "prefetch"} == {
            n: v for n, v in after[key].items() if n != "prefetch"
        }
        assert one["prefetch"].keys() == after[key]["prefetch"].keys()


def test_d5_what_is_installed_beside_a_composed_service_changes_nothing_of_it(tmp_path, strangers):
    frozen = {**at(NOW), "approve_first_sight": True}
    with serving(tmp_path / "site", **frozen) as client:
        before = client.get("/cds-services")
    good(strangers, "newcomer")
    with serving(tmp_path / "site", **frozen) as client:
        assert "newcomer.hello" in client.app.state.desk.registry.analyses
        after = client.get("/cds-services")
    assert (before.content, before.headers["etag"]) == (after.content, after.headers["etag"])


def test_d5_the_digest_moves_with_what_is_offered(tmp_path, strangers):
    install(strangers, "two", TWO.replace("{hook}", "encounter-start"))
    with serving(tmp_path / "a") as client:
        before = digest(client)
    with serving(tmp_path / "b", max_cards=3) as client:
        assert digest(client) != before
    with serving(tmp_path / "c", **composed({"analyses": ["two"]})) as client:
        assert digest(client) != before


def test_v3_the_digest_is_the_same_for_a_client_that_computes(service):
    tags = {service.get("/cds-services").headers["etag"]}
    plain = digest(service)
    service.app.dependency_overrides[caller_of] = lambda: Client(
        "west", capabilities=frozenset({"prefetch-expressions"})
    )
    try:
        assert digest(service) == plain
        tags.add(service.get("/cds-services").headers["etag"])
    finally:
        del service.app.dependency_overrides[caller_of]
    assert len(tags) == 2


def test_d9_the_list_is_not_told_to_who_does_not_say_who_it_is(tmp_path):
    with serving(tmp_path, callers="registered", public_url="http://127.0.0.1:8000") as client:
        answer = client.get("/cds-services")
    assert (answer.status_code, answer.content) == (401, b"")


def test_d7_a_desk_with_such_services_does_not_open(tmp_path):
    async def opened():
        async with open_desk(Settings(data=tmp_path, services=[{"id": "x", "hooks": ["no-hook"], "title": "X"}])):
            pass

    with pytest.raises(CompositionError, match="none of its analyses serves no-hook"):
        asyncio.run(opened())
