"""The pulse tells a service that is behind from one that had a slow call, and an overrun service names all that it leaves out."""

import asyncio
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from engine.lanes import CROWD
from engine.pulse import BEAT, Pulse
from tests.engine.service.conftest import serving, strangers  # noqa: F401 - a fixture
from tests.engine.service.misdeeds import about
from tests.engine.strangers import good


def block(seconds: float) -> None:
    time.sleep(seconds)  # as a call does that takes the processor so long


@pytest.mark.parametrize(("stalls", "least"), [(0, 0.0), (1, 0.0), (2, 0.15), (3, 0.15)])
def test_one_slow_call_is_no_crowd_and_two_in_a_row_are(stalls: int, least: float) -> None:
    async def scene() -> float:
        pulse = Pulse()
        pulse.start()
        await asyncio.sleep(5 * BEAT)
        for _ in range(stalls):
            block(0.2)
            for _ in range(2):  # the second comes after one beat, which is late
                await asyncio.sleep(0)
        behind = pulse.behind
        pulse.stop()
        assert pulse.behind == 0.0
        return behind

    behind = asyncio.run(scene())
    assert behind >= least
    assert least or behind < 0.15


def test_calls_are_counted_while_they_are_under_way() -> None:
    pulse = Pulse()
    with pulse.call():
        with pulse.call():
            assert pulse.calls == 2
        with pytest.raises(ValueError, match="fault"), pulse.call():
            raise ValueError("fault")
        assert pulse.calls == 1
    assert pulse.calls == 0


def test_an_overrun_service_asks_nobody_and_names_everybody(strangers: Path, tmp_path: Path) -> None:  # noqa: F811
    good(strangers, "well")
    with serving(tmp_path / "site") as client:
        usual = ask(client)
        desk = client.app.state.desk  # type: ignore[attr-defined]
        client.app.state.desk = replace(desk, lanes=replace(desk.lanes, budget=0.0))  # type: ignore[attr-defined]
        with ExitStack() as others:
            for _ in range(CROWD):
                others.enter_context(desk.lanes.pulse.call())
            said = ask(client)
        decision = said["extension"]["org.chartside.receipt"]["decision"]
        runs = desk.ledger.read("default", decision).payload["runs"]
    assert [line["analysis"] for line in lines(said)] == [line["analysis"] for line in lines(usual)]
    assert {(line["outcome"], line["reason"]) for line in lines(said)} == {("cannot-tell", "late (deadline)")}
    assert {(run["pace"], len(run["facts"])) for run in runs} == {("unasked", 0)}
    [card] = said["cards"]
    assert all(line["analysis"] in card["detail"] for line in lines(said))


def ask(client: TestClient) -> dict[str, Any]:
    answer = client.post("/cds-services/patient-view", json=about("nobody"))
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


def lines(answer: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer["extension"]["org.chartside.outcomes"]
    return found
