"""Broken, raising, exiting, slow and dying plugins: each is named, the others answer."""

import time

import pytest

from engine.deck import violations
from tests.engine.service.calls import FULL, bundle, creatinine, outcomes, view
from tests.engine.service.conftest import serving
from tests.engine.strangers import good, install

CALL = view({**FULL, "observations": bundle(creatinine(1.9))})


def test_every_fault_is_named_and_the_others_answer(strangers, tmp_path):
    install(strangers, "absent", "import nothing_of_that_name")
    good(strangers, "raises", 'raise ValueError("Ann Smith")\n        yield')
    good(strangers, "quits", "import sys; sys.exit(1)\n        yield")
    good(strangers, "dies", "import os; os._exit(3)\n        yield")
    good(strangers, "well")
    with serving(tmp_path / "site") as client:
        answer = client.post("/cds-services/patient-view", json=CALL)
        said = answer.json()
    assert answer.status_code == 200
    assert "Ann Smith" not in answer.text
    became = outcomes(said)
    for name in ("absent", "raises.hello", "quits.hello", "dies.hello"):
        assert became[name] == "failed", name
    assert became["risk-scores.egfr"] == "answered"
    incomplete = [c for c in said["cards"] if c["summary"].startswith("Advice is incomplete")]
    assert len(incomplete) == 1
    for name in ("absent", "raises.hello", "quits.hello", "dies.hello"):
        assert name in incomplete[0]["detail"]
    assert "dist-absent" in incomplete[0]["detail"]
    assert any(c["summary"].startswith("eGFR 27") for c in said["cards"])


def test_the_card_that_names_failures_is_as_strict_as_any(strangers, tmp_path):
    good(strangers, "odd", "raise ValueError\n        yield")
    install(strangers, "html", "raise ImportError('<img src=x>')")
    with serving(tmp_path / "site") as client:
        [card] = [
            c
            for c in client.post("/cds-services/patient-view", json=CALL).json()["cards"]
            if "incomplete" in c["summary"]
        ]
    assert violations({k: v for k, v in card.items() if k != "extension"}) == []
    assert "<" not in card["detail"]


def test_a_dying_neighbour_does_not_cost_another_plugin_its_answer(strangers, tmp_path):
    good(strangers, "dies", "import os; os._exit(3)\n        yield")
    good(strangers, "well")
    with serving(tmp_path / "site") as client:
        said = client.post("/cds-services/patient-view", json=CALL).json()
    assert outcomes(said)["well.hello"] == "answered"


def test_what_is_late_is_named_and_given_at_the_next_call(strangers, tmp_path):
    good(strangers, "slow", 'import time; time.sleep(2)\n        yield Card("At last").because(patient)')
    with serving(tmp_path / "site", budget_ms=200) as client:
        start = time.monotonic()
        first = client.post("/cds-services/patient-view", json=CALL).json()
        assert time.monotonic() - start < 1.8  # it was not waited for
        assert outcomes(first)["slow.hello"] == "cannot-tell"
        assert any("slow.hello" in c.get("detail", "") for c in first["cards"])
        second, give_up = first, time.monotonic() + 20
        while outcomes(second)["slow.hello"] != "answered" and time.monotonic() < give_up:
            second = client.post("/cds-services/patient-view", json=CALL).json()
        assert outcomes(second)["slow.hello"] == "answered"
        assert "At last" in [c["summary"] for c in second["cards"]]
        decision = second["extension"]["org.chartside.receipt"]["decision"]
        recorded = client.app.state.desk.ledger.read("default", decision)
        [run] = [r for r in recorded.payload["runs"] if r["analysis"] == "slow.hello"]
        assert run["cites"] == first["extension"]["org.chartside.receipt"]["decision"]


def test_a_card_that_breaks_the_specification_is_our_failure_and_never_sent(strangers, tmp_path):
    good(strangers, "wordy", 'yield Card("x" * 140).because(patient)')
    with serving(tmp_path / "site") as client:
        said = client.post("/cds-services/patient-view", json=CALL).json()
    [line] = [x for x in said["extension"]["org.chartside.outcomes"] if x["analysis"] == "wordy.hello"]
    assert line["outcome"] == "failed"
    assert "K2" in line["reason"]
    assert not any("xxx" in c["summary"] for c in said["cards"])


ODD = 'yield __import__("dataclasses").replace(Card("x").because(patient), {field}=(5,))'


@pytest.mark.parametrize(
    "body",
    [
        "yield Card(5).because(patient)",
        'yield Card("x", detail=5).because(patient)',
        *(ODD.format(field=field) for field in ("suggestions", "links", "topic", "source")),
    ],
)
def test_a_card_of_the_wrong_types_costs_no_other_its_answer(strangers, tmp_path, body):
    good(strangers, "odd", body)
    good(strangers, "well")
    with serving(tmp_path / "site") as client:
        answer = client.post("/cds-services/patient-view", json=CALL)
    assert answer.status_code == 200, answer.text
    assert (outcomes(answer.json())["odd.hello"], outcomes(answer.json())["well.hello"]) == ("failed", "answered")
    [line] = [x for x in answer.json()["extension"]["org.chartside.outcomes"] if x["analysis"] == "odd.hello"]
    assert line["reason"].startswith("its card cannot be written (")
