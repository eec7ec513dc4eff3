"""A stranger's plugin in its own folder: installed by pip, it is listed, asked and served like those that ship."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.cli.served import CHARTSIDE, environment, served
from tests.engine.service.calls import FULL, PATIENT, bundle, observation, outcomes, view

PLUGIN = Path(__file__).resolve().parents[2] / "examples" / "plugin"
SOURCE, TEST = PLUGIN / "severe_pressure.py", PLUGIN / "tests" / "test_severe_pressure.py"
PRESSURE = [observation("s1", "8480-6", 190, "mm[Hg]"), observation("d1", "8462-4", 100, "mm[Hg]")]
NOW = "2026-11-20T09:00:00Z"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """The path on which the plugin was installed: built by pip from its folder, without a registry."""
    target = tmp_path_factory.mktemp("installed")
    install = ["pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--target", str(target)]
    run([sys.executable, "-m", *install, str(PLUGIN)])
    return str(target)


def run(words, **settings):
    return subprocess.run(  # noqa: S603 - our own commands
        list(map(str, words)), env=environment(**settings), capture_output=True, text=True, timeout=60, check=True
    ).stdout


def test_it_is_short():
    said = [line for line in SOURCE.read_text().splitlines() if line.strip()]
    assert len(said) <= 30
    test = TEST.read_text()
    assert len(test[test.index("def test_") :].splitlines()) == 3


def test_its_own_test_passes_where_it_is_installed(path):
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", TEST.parent, TEST]
    assert "1 passed" in run(words, PYTHONPATH=path)


def test_it_is_listed_with_its_distribution(path):
    listed = json.loads(run([CHARTSIDE, "plugins", "--json"], PYTHONPATH=path))
    [plugin] = [one for one in listed["plugins"] if one["name"] == "severe-pressure"]
    assert (plugin["distribution"], plugin["version"]) == ("severe-pressure", "1.0.0")
    assert [one["id"] for one in plugin["analyses"]] == ["severe-pressure.newest"]
    assert listed["broken"] == []


def test_its_manifest_comes_with_it(path):
    shown = json.loads(run([CHARTSIDE, "plugins", "show", "severe-pressure", "--json"], PYTHONPATH=path))
    assert (shown["manifestProblems"], shown["quality"]["level"]) == ([], "silver")
    assert shown["analyses"][0]["cutoffs"][0]["at"] == ["> 180"]


def test_it_answers_at_the_terminal(path, tmp_path):
    (tmp_path / "patient.json").write_text(json.dumps(bundle(PATIENT, *PRESSURE)))
    words = [CHARTSIDE, "ask", "severe-pressure.newest", tmp_path / "patient.json", "--now", NOW, "--json"]
    [card] = json.loads(run(words, PYTHONPATH=path))["cards"]
    assert card["summary"] == "Severely raised blood pressure: 190/100 mm Hg"


def test_it_answers_from_a_service_in_a_worker_and_beside_those_that_ship(path, tmp_path):
    call = view({**FULL, "observations": bundle(*PRESSURE)})
    with served(tmp_path, "--now", NOW, PYTHONPATH=path, workers="1", budget_ms="5000") as service:
        offered = {one["id"] for one in service.client.get("/cds-services").json()["services"]}
        assert "severe-pressure-patient-view" in offered
        answer = service.client.post("/cds-services/patient-view", json=call).json()
    assert "Severely raised blood pressure: 190/100 mm Hg" in [card["summary"] for card in answer["cards"]]
    assert outcomes(answer)["severe-pressure.newest"] == "answered"
    assert "risk-scores.egfr" in outcomes(answer)
    decision = answer["extension"]["org.chartside.receipt"]["decision"]
    recorded = json.loads(run([CHARTSIDE, "audit", "show", decision, "--json", "--data", tmp_path / "site"]))
    [ran] = [one for one in recorded["runs"] if one["analysis"] == "severe-pressure.newest"]
    assert ran["pace"] == "background"
    assert ran["plugin"]["distribution"] == "severe-pressure"
