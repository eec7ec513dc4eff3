"""Every score against an implementation that is not ours: random patients, and both sides of every edge of its table.

Left out, because the other implementation departs there from the papers: Charlson's points for age (it gives none at 50 to 58 years, where
Charlson 1994 gives one), ages for which a score was not made, and LDL by Martin and Hopkins from 400 mg/dL of triglycerides, where the
other takes an extended table that was not entered here.
"""

import json
from functools import cache
from pathlib import Path

import pytest

from chartside.testing import ask
from plugins.risk_scores.analyses import ANALYSES

TABLES = sorted((Path(__file__).parent / "independent").glob("*.tsv"))
SCORES = {one.id.partition(".")[2]: one for one in ANALYSES}
WORDS = {"yes": True, "no": False}


@cache
def cases(path):
    """Return the tolerance, the name of the result, and each case as its facts and what came out."""
    head, names, *rows = path.read_text().splitlines()
    *inputs, result = names.split("\t")
    return float(head.rpartition(" ")[2]), result, [_case(inputs, row.split("\t")) for row in rows]


def _case(inputs, cells):
    facts = {name: value(cell) for name, cell in zip(inputs, cells, strict=False) if cell}
    # A choice may be written with a digit.
    return {name: str(v) if name == "spo2_scale" else v for name, v in facts.items()}, value(cells[-1])


def value(cell):
    if cell in WORDS:
        return WORDS[cell]
    try:
        return json.loads(cell)
    except ValueError:
        return cell


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_agrees_with_an_independent_implementation(path):
    tolerance, name, rows = cases(path)
    assert len(rows) >= 16
    for facts, expected in rows:
        answer = ask(SCORES[path.stem], **facts)
        said = answer.working.get("results", {}).get(name)
        assert agrees(said, expected, tolerance), f"{facts}: {said} ({answer.reason}), but {expected} there"


def agrees(said, expected, tolerance):
    if isinstance(expected, dict):
        return all(agrees(said.get(key), one, tolerance) for key, one in expected.items())
    if isinstance(expected, bool | str) or expected is None or said is None:
        return said == expected
    return abs(float(said) - expected) <= tolerance + 1e-9
