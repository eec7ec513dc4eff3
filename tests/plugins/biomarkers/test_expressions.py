"""Each FHIRPath of a rule: true of what it must be true of, by the adapter, and the same by the JavaScript engine."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from engine.rules.samples import disproved
from fhir_adapter.entry import Entry
from fhir_adapter.path import check, evaluate
from plugins.biomarkers import rule_files

JAVASCRIPT = Path(__file__).parents[2] / "javascript"
NODE = shutil.which("node")
EXPRESSIONS = [
    pytest.param(rule, one, id=f"{rule.name}-{one.name}") for rule in rule_files() for one in rule.expressions
]


def test_there_are_expressions_to_be_tried():
    assert len(EXPRESSIONS) >= 3


@pytest.mark.parametrize("rule", [r for r in rule_files() if r.expressions], ids=lambda rule: rule.name)
def test_the_adapter_agrees_with_the_samples(rule):
    assert list(disproved(rule)) == []


@pytest.mark.parametrize(("rule", "one"), EXPRESSIONS)
def test_the_adapter_takes_the_expression(rule, one):
    check(one.text)


@pytest.mark.skipif(NODE is None, reason="no node: the JavaScript FHIRPath engine is not asked")
@pytest.mark.skipif(
    not (JAVASCRIPT / "node_modules" / "fhirpath").is_dir(),
    reason="npm ci was not run in tests/javascript: no JavaScript engine",
)
def test_the_javascript_engine_says_the_same():
    asked = [
        {"expression": param.values[1].text, "resource": sample}
        for param in EXPRESSIONS
        for sample in (*param.values[1].true_of, *param.values[1].false_of)
    ]
    ran = subprocess.run(  # noqa: S603 - the command is ours
        [str(NODE), "evaluate.mjs"],
        input=json.dumps(asked),
        cwd=JAVASCRIPT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    ours = [[value.value for value in evaluate(one["expression"], [_entry(one["resource"])])] for one in asked]
    assert json.loads(ran.stdout) == ours


def _entry(resource):
    return Entry(resource["resourceType"], "sample", json.dumps(resource).encode())
