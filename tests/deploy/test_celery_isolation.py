"""What a stranger's analysis does to a Celery worker costs its own answer; service and worker go on, over a real Redis."""

import time

import pytest

from tests.deploy.conftest import working
from tests.engine.cli.served import START_WITHIN, served
from tests.engine.service.calls import outcomes
from tests.engine.service.misdeeds import BECOMES, about, misdeed
from tests.engine.strangers import good


@pytest.fixture
def strangers(tmp_path):
    folder = tmp_path / "strangers"
    folder.mkdir()
    return folder


def ask(service, deed):
    answer = service.client.post("/cds-services/patient-view", json=about(deed))
    assert answer.status_code == 200, answer.text
    said = answer.json()
    return said, {line["analysis"]: line["reason"] for line in said["extension"]["org.chartside.outcomes"]}


def until_answered(service, deed="nobody"):
    give_up = time.monotonic() + START_WITHIN
    while time.monotonic() < give_up:
        said, _ = ask(service, deed)
        if outcomes(said)["bad.deed"] == outcomes(said)["well.hello"] == "answered":
            return
    pytest.fail("the worker does not answer")


def test_a_ruinous_deed_costs_at_most_the_answer_of_who_did_it(settings, strangers, tmp_path):
    misdeed(strangers, "bad")
    good(strangers, "well")
    path = {"PYTHONPATH": str(strangers)}
    patient = {"budget_ms": "20000", "breaker_losses": "1000"}
    with (
        working(settings, tmp_path, processes=2, time_limit="1", **path) as written,
        served(tmp_path, **(settings | patient | path)) as service,
    ):
        until_answered(service)
        for deed in (
            "loop",
            "regex",
            "allocate",
            "exit",
            "quit",
            "segfault",
            "signal",
            "print",
            "fork",
            "return-twice",
            "talk",
        ):
            said, reasons = ask(service, deed)
            assert outcomes(said)["well.hello"] == "answered", deed
            assert outcomes(said)["bad.deed"] == ("failed" if BECOMES[deed] else "answered"), (deed, reasons)
            assert BECOMES[deed] in reasons["bad.deed"], (deed, reasons)
            assert service.process.poll() is None
        said, _ = ask(service, "close")  # its own answer may get through: it opens a connection of its own
        assert outcomes(said)["well.hello"] == "answered"
        until_answered(service)
        assert "Zebulon" not in written.read_text()


def test_one_that_loops_does_not_keep_the_others_from_their_answers(settings, strangers, tmp_path):
    misdeed(strangers, "bad")
    good(strangers, "well")
    path = {"PYTHONPATH": str(strangers)}
    with (
        working(settings, tmp_path, processes=2, time_limit="10", **path),
        served(tmp_path, **(settings | path | {"budget_ms": "1500", "workers": "2"})) as service,
    ):
        until_answered(service)
        for _ in range(4):
            said, reasons = ask(service, "loop")
            assert outcomes(said)["well.hello"] == "answered"
            assert reasons["bad.deed"] == "late (deadline)"
