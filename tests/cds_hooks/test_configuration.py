"""Da Vinci CRD: what a caller may set for a call is listed, what it sets is heeded, and what cannot be is remarked."""

from decimal import Decimal

import pytest

from engine.audit import State
from engine.call import Call
from engine.configuration import CONFIGURATION, OPTIONS, configuration, options
from tests.engine.service.calls import FULL, bundle, creatinine, observation, outcomes, view
from tests.engine.service.conftest import serving
from tests.engine.service.test_derived_facts import written
from tests.engine.strangers import good, install

EGFR, AKI = "risk-scores.egfr", "risk-scores.kdigo_aki"
SENT = {**FULL, "observations": bundle(creatinine(1.9))}
CRITICAL = """
    from collections.abc import Iterator
    from chartside import *

    @analysis("grave.hello", version="1.0.0", hooks=["patient-view"], source=Source("A test", "https://example.org", "1", "2026-01-01"))
    def hello(patient: Patient) -> Iterator[Card]:
        \"\"\"Warn.\"\"\"
        yield Card("Grave", indicator="critical").because(patient)

    @hookimpl
    def chartside_analyses() -> list[Analysis]:
        return [hello]
"""


def configured(said, prefetch=SENT):
    return view(prefetch, extension={CONFIGURATION: said})


def asked(client, call, service="patient-view"):
    answer = client.post(f"/cds-services/{service}", json=call)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    decision = body["extension"]["org.chartside.receipt"]["decision"]
    return body, client.app.state.desk.ledger.read("default", decision).payload


def lines_of(body):
    return {line["analysis"]: line for line in body["extension"]["org.chartside.outcomes"]}


def cards_of(body, analysis):
    return [c for c in body["cards"] if c["extension"]["org.chartside.explanation"]["analysis"] == analysis]


# Options


def test_crd1_each_service_lists_a_switch_for_each_of_its_analyses_and_how_many_cards(service):
    for one in service.get("/cds-services").json()["services"]:
        found = one["extension"][OPTIONS]
        codes = [option["code"] for option in found]
        assert codes == [*one["extension"]["org.chartside.analyses"]["ids"], "max-cards"]
        for option in found:
            assert option.keys() == {"code", "type", "name", "description", "default"}
            assert all(option[key] for key in ("name", "description"))
        assert {(o["type"], o["default"]) for o in found[:-1]} == {("boolean", True)}
        assert (found[-1]["type"], found[-1]["default"]) == ("integer", 10)


def test_crd1_the_most_cards_are_those_of_the_site_or_of_the_service(tmp_path):
    one = {"id": "few", "hooks": ["patient-view"], "title": "Few", "max_cards": 2}
    with serving(tmp_path, max_cards=7, services=[one]) as client:
        most = {s["id"]: s["extension"][OPTIONS][-1]["default"] for s in client.get("/cds-services").json()["services"]}
    assert (most["few"], most["patient-view"]) == (2, 7)


# Requests


def test_crd2_without_a_configuration_everything_is_asked(service):
    plain = outcomes(asked(service, view(SENT))[0])
    for said in ({}, {EGFR: True, "max-cards": 10}):
        assert outcomes(asked(service, configured(said))[0]) == plain
    assert outcomes(asked(service, view(SENT, extension={}))[0]) == plain
    assert plain[EGFR] == "answered"


def test_crd2_what_is_switched_off_is_not_asked_and_that_is_said(service):
    body, recorded = asked(service, configured({AKI: False}))
    assert (lines_of(body)[AKI]["outcome"], lines_of(body)[AKI]["reason"]) == (
        "not-applicable",
        "switched off by the caller's configuration",
    )
    assert cards_of(body, AKI) == []
    assert lines_of(body)[EGFR]["outcome"] == "answered"
    assert recorded["configuration"] == {AKI: False, "max-cards": 10}
    [run] = [r for r in recorded["runs"] if r["analysis"] == AKI]
    assert (run["outcome"], run["pace"], run["facts"]) == ("not-applicable", "unasked", {})


def test_crd2_all_switched_off_is_an_answer_and_every_silence_is_named(service):
    ids = lines_of(asked(service, view(SENT))[0])
    body, _ = asked(service, configured(dict.fromkeys(ids, False), {}))
    assert body["cards"] == []
    assert lines_of(body).keys() == ids.keys()
    assert {line["reason"] for line in lines_of(body).values()} == {"switched off by the caller's configuration"}


def test_crd2_what_is_left_and_cannot_run_for_want_of_data_is_a_412(service):
    refused = service.post("/cds-services/patient-view", json=configured({"risk-scores.cha2ds2vasc": False}, {}))
    assert refused.status_code == 412
    said = refused.json()["issue"][0]["diagnostics"]
    assert said.startswith("nothing of this service can run without prefetch: ")
    assert {"observations", "patient"} <= set(said.partition(": ")[2].partition(". ")[0].split(", "))


def test_crd2_who_needs_the_fact_of_one_that_is_switched_off_still_gets_it(strangers, tmp_path):
    written(strangers)
    sent = {**FULL, "observations": bundle(observation("s1", "8480-6", 150, "mm[Hg]"))}
    with serving(tmp_path) as client:
        body, recorded = asked(client, configured({"maker.strain": False}, sent))
        assert [c["summary"] for c in cards_of(body, "reader.advice")] == ["Strain is high"]
        body, _ = asked(client, configured({"maker.strain": False, "reader.advice": False}, sent))
    assert lines_of(body)["maker.strain"]["reason"] == "switched off by the caller's configuration"
    [run] = [r for r in recorded["runs"] if r["analysis"] == "maker.strain"]
    assert run["outcome"] == "answered"


@pytest.mark.parametrize("most", [0, 1, 2])
def test_crd2_max_cards_bounds_the_cards_and_the_rest_is_on_record(strangers, tmp_path, most):
    for name in ("one", "two", "three"):
        good(strangers, name)
    with serving(tmp_path) as client:
        body, recorded = asked(client, configured({"max-cards": most}, FULL))
    assert len(body["cards"]) == most
    held = [s for run in recorded["runs"] for s in run["suppressed"]]
    assert len(held) == 3 - most
    assert {s["rule"] for s in held} == {f"more than {most} cards"}


def test_crd2_a_critical_card_is_never_held_back(strangers, tmp_path):
    install(strangers, "grave", CRITICAL)
    with serving(tmp_path) as client:
        body, _ = asked(client, configured({"max-cards": 0}, FULL))
    assert [c["indicator"] for c in body["cards"]] == ["critical"]


def test_crd2_a_caller_gets_no_more_cards_than_the_site_gives(strangers, tmp_path):
    for name in ("one", "two", "three"):
        good(strangers, name)
    with serving(tmp_path, max_cards=2) as client:
        body, recorded = asked(client, configured({"max-cards": 50}, FULL))
    assert len(body["cards"]) == 2
    assert recorded["configuration"]["max-cards"] == 2
    assert f"{CONFIGURATION}: max-cards is more than the 2 of this service; left at that" in recorded["notes"]


WRONG = [
    ("off", "expected an object"),
    ([{EGFR: False}], "expected an object"),
    (7, "expected an object"),
    ({EGFR: "false"}, f"{EGFR} takes true or false"),
    ({EGFR: 0}, f"{EGFR} takes true or false"),
    ({EGFR: None}, f"{EGFR} takes true or false"),
    ({"max-cards": True}, "max-cards takes a whole number"),
    ({"max-cards": -1}, "max-cards takes a whole number"),
    ({"max-cards": "3"}, "max-cards takes a whole number"),
    ({"max-cards": 2.5}, "max-cards takes a whole number"),
    ({"max-cards": None}, "max-cards takes a whole number"),
    ({"coverage-info": False, "Jane Doe 1950-01-01": True}, "codes that this service does not offer, left aside: 2"),
]


@pytest.mark.parametrize(("said", "remark"), WRONG)
def test_crd2_what_cannot_be_heeded_is_remarked_and_costs_nothing(service, said, remark):
    plain = outcomes(asked(service, view(SENT))[0])
    body, recorded = asked(service, configured(said))
    assert outcomes(body) == plain
    [found] = [note for note in recorded["notes"] if CONFIGURATION in note]
    assert remark in found
    assert "Jane" not in found
    assert recorded["configuration"] == {"max-cards": 10}


def test_crd2_one_wrong_code_costs_no_other(service):
    body, recorded = asked(service, configured({EGFR: "no", AKI: False, "max-cards": 1, "other": 1}))
    assert outcomes(body)[AKI] == "not-applicable"
    assert outcomes(body)[EGFR] == "answered"
    assert recorded["configuration"] == {AKI: False, "max-cards": 1}


def test_crd2_a_code_of_another_service_is_none_of_this_one(service):
    body, recorded = asked(service, configured({"biomarkers.metformin-egfr": False}), "risk-scores-patient-view")
    assert "biomarkers.metformin-egfr" not in outcomes(body)
    assert any("does not offer" in note for note in recorded["notes"])


def test_crd2_a_caller_cannot_switch_on_what_the_site_switched_off(tmp_path):
    with serving(tmp_path) as client:
        client.app.state.desk.switches.set("default", EGFR, State.OFF, why="a test", who="officer")
        body, _ = asked(client, configured({EGFR: True}))
    assert lines_of(body)[EGFR]["reason"] == "switched off"


def test_crd2_numbers_are_read_however_the_wire_read_them(service):
    service.get("/cds-services")  # a tenant is planned for when it first asks
    offered = next(s for s in service.app.state.planned["default"].services.values() if s.id == "patient-view")
    assert configuration(offered, {CONFIGURATION: {"max-cards": Decimal("2.5")}}, 10).max_cards == 10
    assert configuration(offered, {CONFIGURATION: {"max-cards": 3}}, 10).max_cards == 3
    assert options(offered, 3)[-1]["default"] == 3
    call = Call("s", "h", "i", {}, remarks=("one",))
    noted = configuration(offered, {CONFIGURATION: 1}, 10).noted(call)
    assert noted.remarks == ("one", f"{CONFIGURATION}: expected an object; left aside")
    assert noted.started == call.started
