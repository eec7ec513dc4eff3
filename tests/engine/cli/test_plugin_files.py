"""``--plugin ./file.py``: a first try without packaging, at every command that looks for plugins, and in the workers."""

from pathlib import Path

import pytest

from tests.engine.cli.served import served
from tests.engine.service.calls import FULL, PATIENT, bundle, observation, outcomes, view

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "plugin" / "severe_pressure.py"
NOW = "2026-11-20T09:00:00Z"
BAD = {
    "registers-nothing": ("x = 1", "registers nothing"),
    "cannot-be-imported": ("import nothing_of_that_name", "could not be imported (ModuleNotFoundError"),
    "ends-the-process": ("import os; os._exit(7)", "could not be imported (EndsTheProcess: os._exit(7))"),
    "raises-no-exception": ("raise KeyboardInterrupt", "could not be imported (KeyboardInterrupt"),
    "is-not-there": (None, "there is no Python file"),
}


def test_a_file_answers_is_listed_shown_and_checked(chartside, written):
    facts = written("facts.json", {"sbp": 190, "dbp": 100})
    asked = chartside("ask", "severe-pressure.newest", "--facts", facts, "--json", "--plugin", EXAMPLE)
    assert asked.json["cards"][0]["summary"] == "Severely raised blood pressure: 190/100 mm Hg"


@pytest.mark.parametrize(
    "words",
    [
        ("plugins", "--json"),
        ("plugins", "show", "severe-pressure", "--json"),
        ("check", "severe-pressure", "--json"),
        ("doctor", "--json"),
    ],
)
def test_each_command_that_looks_for_plugins_finds_it(chartside, words):
    without, ran = chartside(*words), chartside(*words, "--plugin", EXAMPLE)
    assert ran.status == 0
    assert "severe-pressure" in ran.out
    assert "severe-pressure" not in without.out


def test_several_files_are_tried(chartside, tmp_path):
    (tmp_path / "other.py").write_text(EXAMPLE.read_text().replace("severe-pressure", "other-pressure"))
    listed = chartside("plugins", "--json", "--plugin", EXAMPLE, "--plugin", "other.py").json
    assert {"severe-pressure", "other-pressure"} <= {plugin["name"] for plugin in listed["plugins"]}


def test_one_name_twice_is_told_and_the_first_one_stays(chartside, tmp_path):
    (tmp_path / "again.py").write_text(EXAMPLE.read_text())
    listed = chartside("plugins", "--json", "--plugin", EXAMPLE, "--plugin", "again.py")
    assert (listed.status, len(listed.json["broken"])) == (1, 1)
    assert "already named 'severe-pressure'" in listed.json["broken"][0]["error"]


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize(
    "words",
    [
        ("ask", "egfr"),
        ("plugins", "show", "biomarkers"),
        ("check", "biomarkers"),
        ("serve",),
        ("demo",),
        ("plugins", "page"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_with_its_mend_before_anything_is_done(chartside, tmp_path, bad, words):
    source, said = BAD[bad]
    if source is not None:
        (tmp_path / f"{bad}.py").write_text(source)
    ran = chartside(*words, "--plugin", f"{bad}.py")
    assert (ran.status, ran.out) == (1, "")
    assert f"{bad}.py" in ran.err
    assert said in ran.err
    assert not (tmp_path / ".chartside").exists()


def test_the_list_itself_shows_a_file_that_cannot_be_used(chartside, tmp_path):
    (tmp_path / "bad.py").write_text("x = 1")
    ran = chartside("plugins", "--plugin", "bad.py")
    assert ran.status == 1
    assert "registers nothing" in " ".join(ran.out.split())
    assert "risk-scores.egfr" in ran.out


def test_it_answers_from_a_service_and_its_worker(tmp_path):
    pressure = [observation("s1", "8480-6", 190, "mm[Hg]"), observation("d1", "8462-4", 100, "mm[Hg]")]
    call = view({**FULL, "observations": bundle(PATIENT, *pressure)})
    with served(tmp_path, "--now", NOW, "--plugin", str(EXAMPLE), workers="1", budget_ms="5000") as service:
        answer = service.client.post("/cds-services/severe-pressure-patient-view", json=call).json()
    assert outcomes(answer) == {"severe-pressure.newest": "answered"}
    assert [card["summary"] for card in answer["cards"]] == ["Severely raised blood pressure: 190/100 mm Hg"]


def test_deployed_workers_elsewhere_do_not_have_the_file(chartside, monkeypatch, tmp_path):
    for name, value in {
        "MODE": "deployed",
        "CALLERS": "anyone",
        "DATABASE_URL": "postgresql://x@127.0.0.1:1/x",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "BROKER_KEY_FILE": str(tmp_path / "key"),
    }.items():
        monkeypatch.setenv(f"CHARTSIDE_{name}", value)
    ran = chartside("serve", "--plugin", EXAMPLE)
    assert (ran.status, "install it on both" in ran.err) == (2, True)
