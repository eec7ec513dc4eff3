"""What discovery offers, at a terminal and as JSON, and why something is not offered."""

import json

from plugins.notes.analyses import ANALYSES as NOTES
from plugins.risk_models.analyses import ANALYSES as MODELS
from plugins.risk_scores.analyses import ANALYSES as SCORES
from tests.cds_hooks.test_prefetch import OWN
from tests.engine.service.conftest import serving
from tests.engine.strangers import install


def test_the_list_is_that_of_discovery(chartside, tmp_path):
    with serving(tmp_path / "site") as client:
        answer = client.get("/cds-services").json()
    told = chartside("services", "--json", "--data", tmp_path / "site").json
    keys = ("id", "hook", "title")
    assert [[s[k] for k in keys] for s in told["services"]] == [[s[k] for k in keys] for s in answer["services"]]
    assert {s["id"]: set(s["prefetch"]) for s in told["services"]} == {
        s["id"]: set(s["prefetch"]) for s in answer["services"]
    }
    assert told["sha256"] == answer["extension"]["org.chartside.discovery"]["sha256"]
    by_name = ["opioids.daily_mme", "pharmacogenomics.new_result", "pharmacogenomics.summary"]
    by_name += [one.id for one in (*SCORES, *MODELS, *NOTES) if not one.hooks]
    assert sorted(told["notOffered"]) == sorted(f"{id}: it serves no hook, and is asked by name only" for id in by_name)


def test_a_person_sees_every_search_on_a_line_that_can_be_copied(chartside):
    shown = chartside("services")
    assert shown.status == 0
    assert "  patient: Patient/{{context.patientId}}" in shown.out.splitlines()
    assert "today()" not in shown.out
    assert "today() - 374 days" in chartside("services", "--expressions").out


def test_what_is_not_offered_is_named_with_the_reason(chartside, strangers, monkeypatch, tmp_path):
    install(strangers, "own", OWN)
    install(strangers, "absent", "import nothing_of_that_name")
    monkeypatch.setenv("CHARTSIDE_OFFER", '["composed"]')
    one = {"id": "a", "hooks": ["patient-view"], "title": "A", "analyses": ["own", "risk-scores.egfr"]}
    monkeypatch.setenv("CHARTSIDE_SERVICES", json.dumps([one]))
    site = tmp_path / "site"
    assert chartside("migrate", "--data", site).status == 0
    assert chartside("switch", "risk-scores.egfr", "off", "--why", "x", "--who", "y", "--data", site).status == 0
    said = chartside("services", "--json", "--data", site).json["notOffered"]
    assert (
        "biomarkers.metformin-egfr: no service that is offered holds it (CHARTSIDE_OFFER, CHARTSIDE_SERVICES)" in said
    )
    assert "risk-scores.egfr: it is switched off, and each answer says so" in said
    assert any(line.startswith("absent: it could not be loaded; Mend the import") for line in said)
    assert any(
        "this search is read from a FHIR server only" in line and "code:not: a modifier" in line for line in said
    )
    assert "NOT OFFERED risk-scores.egfr" in chartside("services", "--data", site).out


def test_what_waits_is_asked_of_nobody_and_is_named(chartside, monkeypatch, tmp_path):
    monkeypatch.setenv("CHARTSIDE_APPROVE_FIRST_SIGHT", "false")
    assert chartside("migrate", "--data", tmp_path / "site").status == 0
    told = chartside("services", "--json", "--data", tmp_path / "site").json
    assert all(s["prefetch"] == {} for s in told["services"])
    waits = "what it reads is asked of nobody; it waits: nobody has approved what it reads"
    assert f"risk-scores.egfr: {waits}" in told["notOffered"]


def test_services_that_cannot_be_offered_end_the_command_and_the_start_in_one_sentence(chartside, monkeypatch):
    one = {"id": "a", "hooks": ["patient-view"], "title": "A", "analyses": ["risk-scores.nope"]}
    monkeypatch.setenv("CHARTSIDE_SERVICES", json.dumps([one]))
    for command in (["services"], ["serve", "--port", "1"]):
        ran = chartside(*command)
        assert ran.status == 2
        assert ran.err.splitlines()[-1] == (
            "chartside: settings: service 'a': 'risk-scores.nope' is not installed; `chartside plugins` lists what is"
        )


def test_a_site_that_offers_nothing_is_told_so(chartside, monkeypatch):
    monkeypatch.setenv("CHARTSIDE_OFFER", "[]")
    assert "Discovery lists no service." in chartside("services").out
