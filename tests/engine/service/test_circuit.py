"""An analysis that keeps ruining its worker is left alone and named, its neighbours in the same plugin are not, and the probe tells."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.engine.service.calls import FULL, PATIENT, bundle, creatinine, outcomes, view
from tests.engine.service.conftest import serving
from tests.engine.service.misdeeds import about, misdeed
from tests.engine.strangers import GOOD, good, install

BY_PAIR = """
    @analysis("{name}.other", version="1.0.0", hooks=["patient-view"], source=Source("A test", "https://example.org", "1", "2026-01-01"))
    def other(patient: Patient) -> Iterator[Card]:
        \"\"\"Greet too.\"\"\"
        yield Card("Other from {name}").because(patient)

    @hookimpl
    def chartside_analyses() -> list[Analysis]:
        return [hello, other]
"""


def pair(folder: Path, name: str, body: str) -> None:
    """Make a plugin of two analyses, of which the first has this body."""
    source = GOOD.partition("    @hookimpl")[0] + BY_PAIR.lstrip("\n")
    install(folder, name, source.replace("{body}", body).replace("{name}", name))


def ask(client: TestClient, deed: str = "nobody") -> dict[str, Any]:
    answer = client.post("/cds-services/patient-view", json=about(deed))
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


def reason(said: dict[str, Any], analysis: str) -> str:
    [line] = [line for line in said["extension"]["org.chartside.outcomes"] if line["analysis"] == analysis]
    return f"{line['outcome']}: {line['reason']}"


@pytest.fixture
def ran(strangers: Path, tmp_path: Path) -> Path:
    """A file with a mark for each run of `bad.hello`, which then ends its process."""
    file = tmp_path / "ran"
    good(strangers, "bad", f"import os; open({str(file)!r}, 'a').write('x'); os._exit(1)\n        yield")
    good(strangers, "well")
    return file


def test_after_its_last_loss_it_is_not_run_and_is_named_at_once(ran: Path, tmp_path: Path) -> None:
    with serving(tmp_path / "site", breaker_losses=2, breaker_pause_s=500) as client:
        assert client.get("/readyz").json() == {"status": "ready"}
        for _ in range(2):
            assert reason(ask(client), "bad.hello") == "failed: its worker gave no answer (worker-died)"
        said = ask(client)
        assert reason(said, "bad.hello").startswith(
            "failed: circuit open after 2 losses (worker-died); tried again in "
        )
        assert any("bad.hello" in c["detail"] for c in said["cards"] if c["summary"].startswith("Advice is incomplete"))
        assert outcomes(said)["well.hello"] == "answered"
        assert ran.read_text() == "xx"
        ready = client.get("/readyz")
        assert (ready.status_code, ready.json()["status"]) == (200, "ready")
        [circuit] = ready.json()["circuits"]
        assert (circuit["analysis"], circuit["losses"], circuit["cause"]) == ("bad.hello", 2, "worker-died")
        decision = said["extension"]["org.chartside.receipt"]["decision"]
        runs = client.app.state.desk.ledger.read("default", decision).payload["runs"]  # type: ignore[attr-defined]
        assert [r["pace"] for r in runs if r["analysis"] == "bad.hello"] == ["unasked"]


def test_it_is_tried_again_after_the_pause(ran: Path, tmp_path: Path) -> None:
    with serving(tmp_path / "site", breaker_losses=1, breaker_pause_s=0.2) as client:
        ask(client)
        give_up = time.monotonic() + 10
        while len(ran.read_text()) < 2 and time.monotonic() < give_up:
            ask(client)
        assert ran.read_text() == "xx"


def test_a_plugin_that_recovers_is_asked_again(strangers: Path, tmp_path: Path) -> None:
    misdeed(strangers, "bad")
    with serving(tmp_path / "site", breaker_losses=1, breaker_pause_s=0.1) as client:
        ask(client, "exit")
        give_up = time.monotonic() + 10
        while outcomes(ask(client))["bad.deed"] != "answered" and time.monotonic() < give_up:
            pass
        assert outcomes(ask(client))["bad.deed"] == "answered"
        assert "circuits" not in client.get("/readyz").json()


def test_a_loss_after_the_deadline_counts(strangers: Path, tmp_path: Path) -> None:
    misdeed(strangers, "bad")
    with serving(tmp_path / "site", breaker_losses=1, breaker_pause_s=500, budget_ms=200, time_limit=0.4) as client:
        assert reason(ask(client, "loop"), "bad.deed") == "cannot-tell: late (deadline)"
        give_up = time.monotonic() + 10
        while "circuits" not in client.get("/readyz").json() and time.monotonic() < give_up:
            time.sleep(0.02)
        assert reason(ask(client), "bad.deed").startswith("failed: circuit open after 1 loss (time-limit)")


def test_the_other_analysis_of_the_same_plugin_is_found_innocent(strangers: Path, tmp_path: Path) -> None:
    pair(strangers, "bad", "import os; os._exit(1)\n        yield")
    with serving(tmp_path / "site", breaker_losses=2, breaker_pause_s=500) as client:
        became = [{n: o for n, o in outcomes(ask(client)).items() if n.startswith("bad.")} for _ in range(4)]
        assert became == [{"bad.hello": "failed", "bad.other": "answered"}] * 4
        assert "circuit open" in reason(ask(client), "bad.hello")


def test_the_granted_instant_analysis_has_a_circuit_too(strangers: Path, tmp_path: Path) -> None:
    misdeed(strangers, "bad", "instant")
    granted = ["chartside-server", "dist-bad"]
    limits = {"instant_plugins": granted, "breaker_losses": 2, "breaker_pause_s": 500}
    with serving(tmp_path / "site", **limits) as client:
        for _ in range(2):
            assert reason(ask(client, "loop"), "bad.deed") == "failed: its worker gave no answer (time-limit)"
        assert "circuit open after 2 losses (time-limit)" in reason(ask(client, "loop"), "bad.deed")


@pytest.mark.parametrize("pace", ["background", "instant"])
def test_looping_plugins_do_not_keep_the_others_from_the_first_answer(
    strangers: Path, tmp_path: Path, pace: str
) -> None:
    for name in ("bad-one", "bad-two"):
        misdeed(strangers, name, pace)
    good(strangers, "well")
    granted = ["chartside-server", "dist-bad-one", "dist-bad-two"]
    settings = {"workers": 2, "budget_ms": 1000, "time_limit": 60, "instant_plugins": granted}
    with serving(tmp_path / "site", **settings) as client:
        for _ in range(4):
            became = outcomes(ask(client, "loop"))
            assert became["well.hello"] == "answered"
            assert {became["bad-one.deed"], became["bad-two.deed"]} <= {"failed", "cannot-tell"}


def test_without_any_time_left_ours_answer_and_every_stranger_is_named(strangers: Path, tmp_path: Path) -> None:
    good(strangers, "well")
    with serving(tmp_path / "site") as client:
        desk = client.app.state.desk  # type: ignore[attr-defined]
        client.app.state.desk = replace(desk, lanes=replace(desk.lanes, budget=0.0))  # type: ignore[attr-defined]
        call = view({**FULL, "patient": PATIENT, "observations": bundle(creatinine(1.9))})
        said = client.post("/cds-services/patient-view", json=call).json()
    assert outcomes(said)["well.hello"] == "cannot-tell"
    assert reason(said, "well.hello") == "cannot-tell: late (deadline)"
    assert outcomes(said)["risk-scores.egfr"] == "answered"
    [card] = [c for c in said["cards"] if "incomplete" in c["summary"]]
    assert "well.hello" in card["detail"]
    assert "risk-scores" not in card["detail"]
