"""Which artefact of a model speaks in a call, what a candidate beside it may do to the answer (nothing), and what is recorded of both."""

import sys
import time
from pathlib import Path
from typing import Any

import pytest

from engine import perform
from engine.audit import Choice, Deed, ModelChange, Named, State
from engine.audit.recent import MAX_AGE
from engine.installed import installed
from engine.models.standing import using
from engine.run import Question
from tests.engine.modelled import ANALYSIS, artefact, modelled, put, sha256
from tests.engine.service.calls import FULL, order, sign, view
from tests.engine.service.conftest import serving

CALL = view(FULL)
FOLLOW_UP = "foretell.follow-up"
A, B = Named("1.0.0", sha256("1.0.0")), Named("1.1.0", sha256("1.1.0"))
GONE = Named("0.9.0", "9" * 64)
GRANTED = ["chartside-server", "dist-foretell"]


def chosen(client: Any, active: Named | None, shadow: Named | None = None, *, analysis: str = ANALYSIS) -> None:
    """Let the record say what speaks and what is tried, whatever was there before."""
    change = ModelChange(Deed.ACTIVATE, None, active, active, shadow)
    client.app.state.desk.models.change("default", analysis, "model", lambda *_: change, who="officer", why="a test")


def asked(client: Any, call: dict[str, Any] = CALL, service: str = "foretell-patient-view") -> tuple[Any, Any]:
    """Return the answer, and the payload of its record."""
    answer = client.post(f"/cds-services/{service}", json=call).json()
    assert "extension" in answer, answer
    decision = answer["extension"]["org.chartside.receipt"]["decision"]
    return answer, client.app.state.desk.ledger.read("default", decision).payload


def summaries(answer: Any) -> list[str]:
    return [card["summary"] for card in answer["cards"]]


def outcomes(answer: Any) -> dict[str, str]:
    return {line["analysis"]: line["outcome"] for line in answer["extension"]["org.chartside.outcomes"]}


def run_of(record: Any, part: str = "runs") -> Any:
    [run] = [run for run in record[part] if run["analysis"] == ANALYSIS]
    return run


def without_ids(answer: Any) -> Any:
    """Return an answer without what differs from call to call."""
    bare = {**answer, "extension": {k: v for k, v in answer["extension"].items() if k != "org.chartside.receipt"}}
    bare["cards"] = [{k: v for k, v in card.items() if k not in ("uuid", "extension")} for card in answer["cards"]]
    return bare


def rewritten(folder: Path, changes: dict[str, str]) -> None:
    """Change the source of the plugin before it is loaded."""
    module = folder / "foretell_plugin.py"
    text = module.read_text()
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    module.write_text(text)


@pytest.fixture(params=["background", "instant"])
def pace(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_what_a_tenant_chose_speaks_and_stands_in_the_record(strangers, tmp_path, pace):
    modelled(strangers, artefact("1.0.0", 10), artefact("1.1.0", 90), pace=pace)
    with serving(tmp_path / "site", instant_plugins=GRANTED) as client:
        answer, record = asked(client)
        assert summaries(answer) == ["Risk 10 %"]
        chosen(client, B)
        after, record_after = asked(client)
    assert summaries(after) == ["Risk 90 %", "Call within a week"], "the derived fact is of what speaks too"
    [knowledge] = run_of(record)["knowledge"]
    assert knowledge == {"name": "readmission", "version": "1.0.0", "sha256": A.sha256}
    [knowledge] = run_of(record_after)["knowledge"]
    assert knowledge == {"name": "readmission", "version": "1.1.0", "sha256": B.sha256}
    assert "shadow" not in record_after


def test_another_tenants_choice_is_its_own(strangers, tmp_path):
    modelled(strangers, artefact("1.0.0", 10), artefact("1.1.0", 90))
    with serving(tmp_path / "site") as client:
        change = ModelChange(Deed.ACTIVATE, None, B, B, None)
        client.app.state.desk.models.change("south", ANALYSIS, "model", lambda *_: change, who="o", why="w")
        assert summaries(asked(client)[0]) == ["Risk 10 %"]


@pytest.fixture
def lane(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the analysis runs: in a worker, in the process beside the service, or as one of ours in the service itself."""
    if request.param == "here":
        monkeypatch.setattr("engine.lanes.OWN", "dist-foretell")
    return "background" if request.param == "background" else "instant"


@pytest.mark.parametrize("active", [None, A])
@pytest.mark.parametrize("lane", ["background", "beside", "here"], indirect=True)
def test_a_candidate_is_recorded_and_changes_nothing(strangers, tmp_path, lane, active):
    modelled(strangers, artefact("1.0.0", 10), artefact("1.1.0", 90), pace=lane)
    with serving(tmp_path / "site", instant_plugins=GRANTED) as client:
        before, _ = asked(client)
        chosen(client, active, B)
        answer, record = asked(client)
        [line] = client.app.state.desk.ledger.decisions("default", service="foretell-patient-view", limit=1)
    assert without_ids(answer) == without_ids(before)
    assert "Risk 90" not in str(answer)
    assert len(answer["extension"]["org.chartside.outcomes"]) == 2
    assert (line.answered, line.worst) == (2, "answered"), "the counts are of what speaks"
    [tried] = record["shadow"]
    assert tried["analysis"] == ANALYSIS
    assert tried["outcome"] == "answered"
    assert tried["pace"] == lane
    assert tried["knowledge"] == [{"name": "readmission", "version": "1.1.0", "sha256": B.sha256}]
    assert tried["facts"] == run_of(record)["facts"], "it was asked with the same facts"
    [held] = tried["suppressed"]
    assert (held["rule"], held["card"]["summary"]) == ("a candidate in shadow", "Risk 90 %")
    shown = {uuid for run in record["runs"] for uuid in run["cards"]}
    assert tried["cards"]
    assert not shown & set(tried["cards"]), "feedback on a card cannot be taken for feedback on the candidate's"
    assert run_of(record)["knowledge"] == [{"name": "readmission", "version": "1.0.0", "sha256": A.sha256}]


@pytest.mark.parametrize(
    ("does", "outcome"),
    [
        ("raises", "failed"),
        ("cannot tell", "cannot-tell"),
        ("unloadable", "failed"),
        ("odd card", "failed"),
        ("dies", "failed"),
    ],
)
def test_a_candidate_that_fails_does_so_in_the_record_only(strangers, tmp_path, pace, does, outcome):
    bad = {"unloadable": True} if does == "unloadable" else {"does": does}
    modelled(strangers, artefact("1.0.0", 90), artefact("1.1.0", 90, **bad), pace=pace)
    with serving(tmp_path / "site", instant_plugins=GRANTED, breaker_losses=1) as client:
        before, _ = asked(client)
        chosen(client, None, B)
        for _ in range(3):  # its losses are its own: a circuit that they open is not that of what speaks
            answer, record = asked(client)
            assert without_ids(answer) == without_ids(before)
            assert run_of(record, "shadow")["outcome"] == outcome
        assert "Ann Smith" not in str(record)
        circuits = client.get("/readyz").json().get("circuits", [])
    assert [c["analysis"] for c in circuits] == ([f"{ANALYSIS} with {B.sha256[:12]}"] if does == "dies" else [])


def test_a_card_of_a_candidate_that_may_not_leave_is_its_failure(strangers, tmp_path):
    modelled(strangers, artefact("1.0.0", 90), artefact("1.1.0", 90, shouts=200))
    with serving(tmp_path / "site") as client:
        before, _ = asked(client)
        chosen(client, None, B)
        answer, record = asked(client)
    assert without_ids(answer) == without_ids(before)
    assert (run_of(record, "shadow")["outcome"], run_of(record)["outcome"]) == ("failed", "answered")
    assert "card refused" in run_of(record, "shadow")["reason"]


def test_a_candidate_that_is_late_costs_what_speaks_nothing_and_their_late_answers_do_not_mix(strangers, tmp_path):
    modelled(strangers, artefact("1.0.0", 90), artefact("1.1.0", 20, takes=1.5))
    with serving(tmp_path / "site", budget_ms=700, workers=2) as client:
        chosen(client, None, B)
        first, record = asked(client)
        assert summaries(first) == ["Risk 90 %", "Call within a week"], "the second round had its time too"
        assert run_of(record, "shadow")["reason"] == "late (deadline)"
        give_up = time.monotonic() + 20
        while run_of(record, "shadow")["pace"] != "kept" and time.monotonic() < give_up:
            answer, record = asked(client)
            assert summaries(answer) == ["Risk 90 %", "Call within a week"]
            assert run_of(record)["pace"] == "background"
        tried = run_of(record, "shadow")
        assert (tried["outcome"], tried["cites"]) == (
            "answered",
            first["extension"]["org.chartside.receipt"]["decision"],
        )
        assert tried["suppressed"][0]["card"]["summary"] == "Risk 20 %"
        chosen(client, B)
        assert "Risk 20 %" in summaries(asked(client)[0]), "when it speaks, what it found late is its own answer"


def test_an_artefact_that_is_gone_is_named_and_never_replaced(strangers, tmp_path, pace):
    modelled(strangers, artefact("1.0.0", 90), pace=pace)
    with serving(tmp_path / "site", instant_plugins=GRANTED) as client:
        chosen(client, GONE)
        answer, record = asked(client)
    assert "Risk" not in str(answer["cards"])
    [line] = [x for x in answer["extension"]["org.chartside.outcomes"] if x["analysis"] == ANALYSIS]
    assert line["outcome"] == "failed"
    assert f"model model, version 0.9.0, sha256 {GONE.sha256}" in line["reason"]
    assert "Advice is incomplete" in summaries(answer)[0], "a clinician is told"
    assert "knowledge" not in run_of(record), "nothing spoke, so none is named"
    assert outcomes(answer)[FOLLOW_UP] == "cannot-tell"


def test_a_candidate_that_is_gone_stands_in_the_record(strangers, tmp_path):
    modelled(strangers, artefact("1.0.0", 90))
    with serving(tmp_path / "site") as client:
        before, _ = asked(client)
        chosen(client, None, GONE)
        answer, record = asked(client)
    assert without_ids(answer) == without_ids(before)
    tried = run_of(record, "shadow")
    assert (tried["outcome"], GONE.sha256 in tried["reason"]) == ("failed", True)


def test_a_candidate_goes_on_while_what_shall_speak_is_gone(strangers, tmp_path):
    modelled(strangers, artefact("1.0.0", 10), artefact("1.1.0", 90))
    with serving(tmp_path / "site") as client:
        chosen(client, GONE, B)
        _, record = asked(client)
    assert (run_of(record)["outcome"], run_of(record, "shadow")["outcome"]) == ("failed", "answered")


@pytest.mark.parametrize("state", [State.OFF, State.SHADOW])
def test_a_switch_holds_for_the_candidate_too(strangers, tmp_path, state):
    modelled(strangers, artefact("1.0.0", 10), artefact("1.1.0", 90))
    with serving(tmp_path / "site") as client:
        chosen(client, None, B)
        client.app.state.desk.switches.set("default", ANALYSIS, state, who="officer", why="a test")
        answer, record = asked(client)
    assert answer["cards"] == []
    assert [run["outcome"] for run in record.get("shadow", [])] == ([] if state is State.OFF else ["answered"])


def test_a_call_that_lacks_data_is_412_whatever_a_candidate_says(strangers, tmp_path):
    modelled(strangers, artefact("1.0.0", 10), artefact("1.1.0", 90))
    rewritten(strangers, {"return [readmission, follow_up]": "return [readmission]"})
    with serving(tmp_path / "site") as client:
        lone = client.post("/cds-services/foretell-patient-view", json=view({}))
        chosen(client, None, B)
        beside = client.post("/cds-services/foretell-patient-view", json=view({}))
        [newest] = client.app.state.desk.ledger.decisions("default", service="foretell-patient-view", limit=1)
        record = client.app.state.desk.ledger.read("default", newest.id).payload
    assert (lone.status_code, beside.status_code) == (412, 412)
    assert record["lacking"] == ["patient"]
    assert run_of(record, "shadow")["outcome"] == "cannot-tell"


def test_each_order_is_asked_of_the_candidate_too(strangers, tmp_path):
    modelled(strangers, artefact("1.0.0", 10), artefact("1.1.0", 90))
    rewritten(
        strangers,
        {
            '"patient-view"': '"order-sign"',
            "(patient: Patient, ": "(patient: Order, ",
            "@provides(PRONE)": "",  # who is asked once an order derives nothing
            'yield PRONE.of("yes" if model["says"] > 50 else "no").because(patient)': "",
            "return [readmission, follow_up]": "return [readmission]",
        },
    )
    with serving(tmp_path / "site") as client:
        chosen(client, None, B)
        call = sign([order("m1"), order("m2")], FULL)
        _, record = asked(client, call, "foretell-order-sign")
    tried = [(run["order"], run["suppressed"][0]["card"]["summary"]) for run in record["shadow"]]
    assert tried == [("MedicationRequest/m1", "Risk 90 %"), ("MedicationRequest/m2", "Risk 90 %")]


def test_a_running_service_follows_within_half_a_second(strangers, tmp_path):
    modelled(strangers, artefact("1.0.0", 10), artefact("1.1.0", 90))
    with serving(tmp_path / "site") as here, serving(tmp_path / "site") as elsewhere:
        assert summaries(asked(here)[0]) == ["Risk 10 %"]
        chosen(elsewhere, B)
        time.sleep(MAX_AGE)
        assert "Risk 90 %" in summaries(asked(here)[0])


# What goes to a worker


def job(**choice: Named | None) -> tuple[Any, bytes]:
    analysis = installed().analyses[ANALYSIS]
    version = using(analysis, {ANALYSIS: {"model": Choice(**choice)}}).active
    return analysis, perform.pack([Question(version.analysis, {})])


def test_a_job_names_the_artefact_that_is_recorded_whatever_a_worker_ships_first(strangers):
    modelled(strangers, artefact("1.0.0"), artefact("1.1.0"))
    assert b'"models":{"model":"' + A.sha256.encode() in job()[1]
    assert b'"models":{"model":"' + A.sha256.encode() in job(active=A)[1]
    assert b'"models":{"model":"' + B.sha256.encode() in job(active=B)[1]


def test_a_worker_that_lacks_the_artefact_answers_as_one_that_lacks_the_analysis(strangers, monkeypatch):
    modelled(strangers, artefact("1.0.0"), artefact("1.1.0"))
    _, payload = job(active=B)
    put(strangers, artefact("1.0.0"))
    monkeypatch.setattr(perform, "_registry", installed)
    assert perform.unpack(perform.perform(payload)) == [None]
    put(strangers, artefact("1.0.0"), artefact("1.1.0"))
    assert perform.unpack(perform.perform(payload)) != [None]
    assert "foretell_plugin" in sys.modules


def test_a_candidate_that_now_ships_first_is_not_asked_twice(strangers, tmp_path):
    modelled(strangers, artefact("1.1.0", 90), artefact("1.0.0", 10))
    with serving(tmp_path / "site") as client:
        chosen(client, None, B)
        answer, record = asked(client)
    assert "Risk 90 %" in summaries(answer)
    assert "shadow" not in record
