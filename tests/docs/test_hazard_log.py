"""Each hazard says how it comes about, what is done, and which tests would fail if it were not; the tests exist."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOG = (ROOT / "docs" / "hazard-log.md").read_text("utf-8")
HAZARDS = dict(re.findall(r"^### (H-\d\d) [^\n]+\n(.*?)(?=^### |\Z)", LOG, re.MULTILINE | re.DOTALL))
LIKELIHOOD = r"(frequent|probable|occasional|remote|improbable)"


def test_they_are_numbered_without_a_gap():
    assert list(HAZARDS) == [f"H-{number:02}" for number in range(1, len(HAZARDS) + 1)]
    assert len(HAZARDS) >= 20


@pytest.mark.parametrize("hazard", HAZARDS)
def test_a_hazard_is_whole_and_control_lowers_it(hazard):
    said = HAZARDS[hazard]
    assert re.findall(r"^- \*\*(\w+):\*\*", said, re.MULTILINE) == ["How", "Harm", "Control", "Tests"]
    estimate = re.search(rf"(Minor|Serious|Critical); before (?:control )?{LIKELIHOOD}, after {LIKELIHOOD}\.", said)
    assert estimate, "severity; before likelihood, after likelihood."
    order = ["improbable", "remote", "occasional", "probable", "frequent"]
    assert order.index(estimate[3]) < order.index(estimate[2])


@pytest.mark.parametrize("hazard", HAZARDS)
def test_its_tests_exist(hazard):
    named = re.findall(r"`(tests/[^`]+)`", HAZARDS[hazard].split("**Tests:**")[1])
    assert named
    for name in named:
        path, _, function = name.partition("::")
        assert (ROOT / path).is_file(), path
        tree = ast.parse((ROOT / path).read_text("utf-8"))
        functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
        assert function in functions if function else any(f.startswith("test_") for f in functions), name
