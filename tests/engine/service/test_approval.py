"""A version that reads more than the approved one waits, says so, and is asked for once somebody has approved it."""

import sys

from engine.approvals import FIRST_SIGHT
from engine.audit import Approvals
from engine.reading import reading
from tests.engine.service.calls import FULL, bundle, observation, outcomes, view
from tests.engine.service.conftest import serving
from tests.engine.strangers import install

PLUGIN = """
    from collections.abc import Iterator
    from typing import Annotated
    from chartside import *
    from chartside.inputs import Having
    from chartside.vocabulary import SystolicBP
    from chartside.vocabulary.conditions import ATRIAL_FIBRILLATION

    Fibrillation = Annotated[Found[Coded], Having("Condition", ATRIAL_FIBRILLATION)]

    @analysis("keen.hello", version="{version}", hooks=["patient-view"], source=Source("A test", "https://example.org", "1", "2026-01-01"))
    def hello({inputs}) -> Iterator[Card]:
        \"\"\"Greet.\"\"\"
        if sbp:
            yield Card("Hello {version}").because(sbp)

    @hookimpl
    def chartside_analyses() -> list[Analysis]:
        return [hello]
"""
CALL = view({**FULL, "observations": bundle(observation("s1", "8480-6", 150, "mm[Hg]"))})


def write(folder, version, inputs="sbp: SystolicBP"):
    for old in folder.glob("*keen*"):
        if old.is_dir():
            for file in old.iterdir():
                file.unlink()
            old.rmdir()
    sys.modules.pop("keen_plugin", None)
    install(folder, "keen", PLUGIN.format(version=version, inputs=inputs), version)


def line(client):
    answer = client.post("/cds-services/patient-view", json=CALL).json()
    return next(x for x in answer["extension"]["org.chartside.outcomes"] if x["analysis"] == "keen.hello")


def prefetch(client):
    services = client.get("/cds-services").json()["services"]
    return next(s for s in services if s["id"] == "keen-patient-view").get("prefetch", {})


def test_more_waits_and_less_does_not(strangers, tmp_path):
    site = tmp_path / "site"
    write(strangers, "1.0.0")
    with serving(site) as client:
        assert line(client)["outcome"] == "answered"
    write(strangers, "1.1.0", "sbp: SystolicBP, af: Fibrillation, meds: EffectiveMedications")
    with serving(site, required_analyses=["keen.hello"]) as client:
        said = line(client)
        assert said["outcome"] == "not-applicable"
        assert said["reason"] == (
            "waits for approval: it reads more than version 1.0.0, which was approved: "
            "Condition is new; MedicationRequest is new; MedicationStatement is new"
        )
        assert set(prefetch(client)) == set(), "what nobody approved is asked of nobody"
        ready = client.get("/readyz")
        assert ready.status_code == 503
        assert "keen.hello waits for approval" in ready.text
        desk = client.app.state.desk
        waiting = desk.registry.analyses["keen.hello"]
        approvals = Approvals(desk.database, desk.ledger)
        approvals.approve("default", [(waiting.id, "1.1.0", reading(waiting))], who="officer", why="read the page")
        desk.approvals._approvals._recent.forget("default")  # half a second, without waiting for it
        assert line(client)["outcome"] == "answered"
        assert set(prefetch(client)) == {"conditions", "medicationStatements", "medications", "observations"}
        assert client.get("/readyz").status_code == 200
        assert desk.ledger.verify().intact
    write(strangers, "1.2.0")
    with serving(site) as client:
        assert line(client) == {"analysis": "keen.hello", "version": "1.2.0", "outcome": "answered", "reason": "1 card"}


def test_a_first_sight_is_approved_once_and_on_record(tmp_path):
    site = tmp_path / "site"
    for _ in range(2):
        with serving(site) as client:
            client.post("/cds-services/patient-view", json=CALL)
            ledger = client.app.state.desk.ledger
    with serving(site) as client:
        ledger = client.app.state.desk.ledger
        [one] = [d for d in ledger.decisions("default", limit=50) if d.kind == "approval"]
        statement = ledger.read("default", one.id).envelope["statement"]
    assert (statement["who"], statement["why"]) == ("chartside", FIRST_SIGHT)
    assert "risk-scores.egfr" in [a["analysis"] for a in statement["approved"]]


def test_where_first_sights_are_not_approved_everything_waits_and_says_so(tmp_path):
    with serving(tmp_path / "site", approve_first_sight=False) as client:
        answer = client.post("/cds-services/patient-view", json=CALL).json()
    assert set(outcomes(answer).values()) == {"not-applicable"}
    reasons = {x["reason"] for x in answer["extension"]["org.chartside.outcomes"]}
    assert reasons == {"waits for approval: nobody has approved what it reads"}
