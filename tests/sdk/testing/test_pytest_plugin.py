"""In an author's own repository, two lines hold a plugin to the contract, one test for each promise."""

import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

FAULTY = Path(__file__).parents[1] / "faulty"
TESTS = """
import pytest

@pytest.mark.chartside({control!r})
def test_sound(finding):
    finding.hold()

@pytest.mark.chartside({faulty!r})
def test_faulty(finding):
    finding.hold()

def test_all_in_one(contract):
    contract.check({control!r})

def test_all_that_is_broken_is_named(contract):
    contract.check({faulty!r})
"""


# Alone: whatever other plugins are installed take long to load.
ALONE = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "chartside.testing.pytest_plugin"}


def run(folder: Path, source: str) -> str:
    (folder / "test_contract.py").write_text(source)
    words = [sys.executable, "-m", "pytest", "-rA", "-q", "-W", "error", "-p", "no:cacheprovider", "test_contract.py"]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **ALONE}
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    return done.stdout + done.stderr


def test_each_promise_is_a_test_by_its_name(tmp_path):
    said = run(tmp_path, TESTS.format(control=str(FAULTY / "control.py"), faulty=str(FAULTY / "trusts.py")))
    assert "PASSED test_contract.py::test_sound[faulty.pressure-same_answer_twice]" in said
    assert "PASSED test_contract.py::test_sound[faulty.pressure-survives_without_sbp]" in said
    assert "FAILED test_contract.py::test_faulty[faulty.pressure-survives_without_sbp]" in said
    assert "For whatever reason an input is missing, there is an answer and no crash." in said
    assert "without sbp it raises AttributeError at trusts.py:" in said
    assert "not shown: needs the FHIR adapter" in said
    assert "PASSED test_contract.py::test_all_in_one" in said
    assert "FAILED test_contract.py::test_all_that_is_broken_is_named" in said
    assert "2 failed" in said


def test_what_is_not_there_is_a_usage_error_that_says_what_is(tmp_path):
    said = run(tmp_path, 'import pytest\n\n@pytest.mark.chartside("none")\ndef test_it(finding):\n    finding.hold()\n')
    assert "there is no plugin and no analysis 'none'; installed: biomarkers" in said


def test_who_does_not_ask_for_it_loads_nothing_of_it(tmp_path):
    source = "import sys\n\ndef test_it():\n    assert not {'chartside.check', 'chartside.testing.strategies'} & set(sys.modules)\n"
    said = run(tmp_path, source)
    assert "1 passed" in said


def test_pytest_finds_it_by_its_entry_point():
    [point] = entry_points(group="pytest11", name="chartside")
    assert point.value == "chartside.testing.pytest_plugin"
