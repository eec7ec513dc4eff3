"""Whatever a stranger's analysis does to its process, in the background or granted as instant, the service answers and stays."""

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.engine.cli.served import Served, served
from tests.engine.service.calls import outcomes
from tests.engine.service.misdeeds import BECOMES, about, misdeed, swift
from tests.engine.service.test_faults import CLOCK
from tests.engine.strangers import good

ROOM = {"budget_ms": "20000", "time_limit": "1", "instant_limit_ms": "1000", "breaker_losses": "1000"}
NEIGHBOURS = ("well.hello", "swift.hello", "risk-scores.egfr")


@dataclass(frozen=True)
class House:
    """A service with one bad plugin and its neighbours, and the mark that every process of it bears."""

    service: Served
    mark: str

    def processes(self) -> list[int]:
        """Every process that lives and descends from the service, itself included."""
        return [int(p.name) for p in Path("/proc").iterdir() if p.name.isdigit() and self._is_ours(p)]

    def _is_ours(self, process: Path) -> bool:
        try:
            return self.mark.encode() in (process / "environ").read_bytes()
        except OSError:
            return False


@pytest.fixture(scope="module", params=["background", "instant"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder, mark = tmp_path_factory.mktemp("strangers"), uuid.uuid4().hex
    misdeed(folder, "bad", request.param)
    swift(folder, "swift")
    good(folder, "well")
    granted = '["chartside-server", "dist-bad", "dist-swift"]'
    settings = {"PYTHONPATH": str(folder), "ISOLATION_MARK": mark, "instant_plugins": granted, **ROOM}
    with served(tmp_path_factory.mktemp("site"), *CLOCK, **settings) as service:
        yield House(service, mark)
    assert House(service, mark).processes() == []  # it stopped, and left nothing behind


def ask(service: Served, deed: str) -> dict[str, Any]:
    answer = service.client.post("/cds-services/patient-view", json=about(deed))
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


@pytest.mark.parametrize("deed", BECOMES)
def test_a_deed_costs_at_most_the_answer_of_who_did_it(house: House, deed: str) -> None:
    said = ask(house.service, deed)
    became = outcomes(said)
    assert {name: became[name] for name in NEIGHBOURS} == dict.fromkeys(NEIGHBOURS, "answered")
    [line] = [x for x in said["extension"]["org.chartside.outcomes"] if x["analysis"] == "bad.deed"]
    named = [c for c in said["cards"] if c["summary"].startswith("Advice is incomplete") and "bad.deed" in c["detail"]]
    if BECOMES[deed]:
        assert line["outcome"] == "failed"
        assert BECOMES[deed] in line["reason"]
        assert len(named) == 1
    else:
        assert (line["outcome"], named) == ("answered", [])

    assert house.service.process.poll() is None
    assert outcomes(ask(house.service, "nobody"))["bad.deed"] == "answered"
    assert "Zebulon" not in house.service.log


@pytest.mark.parametrize("deed", ["fork", "return-twice", "thread"])
def test_what_a_deed_leaves_running_is_ended(house: House, deed: str) -> None:
    ask(house.service, "nobody")
    before = len(house.processes())
    for _ in range(3):
        ask(house.service, deed)
    give_up = time.monotonic() + 10
    while len(house.processes()) > before and time.monotonic() < give_up:
        time.sleep(0.05)
    assert len(house.processes()) <= before
