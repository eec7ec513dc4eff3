"""The contract has teeth: a mistake made in an analysis that ships is caught by the check that is meant for it."""

import operator
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from itertools import cycle

import pytest

from chartside.check import Suite, find
from plugins.biomarkers import conditions
from plugins.risk_scores import cha2ds2vasc as stroke_module
from plugins.risk_scores import points
from tests.contract.charts import chart_of

# Found before anything is changed: a rule that fails its own cases is not even offered.
PLUGINS = {name: find(name)[0] for name in ("risk-scores", "biomarkers")}
EGFR, AKI, STROKE, METFORMIN = (
    "risk-scores.egfr",
    "risk-scores.kdigo_aki",
    "risk-scores.cha2ds2vasc",
    "biomarkers.metformin-egfr",
)
MODULES = {id: "plugins." + id.replace("-", "_") for id in (EGFR, AKI, STROKE)}
_LETTERS = cycle("abc")


@cache
def suite(plugin: str) -> Suite:
    return Suite(PLUGINS[plugin], chart_of)


def sound(id: str, check: str) -> bool:
    """Whether the analysis as it is passes; asked before it is changed, and of one suite for all."""
    return suite(id.partition(".")[0]).finding(id, check).state == "pass"


def caught(id: str, check: str) -> bool:
    return Suite(PLUGINS[id.partition(".")[0]], chart_of).finding(id, check).state == "fail"


def _shifted(name: str, bands: list[tuple[Decimal, int]], value: Decimal | None) -> points.Term:
    return points.banded(name, [(edge + Decimal("0.5"), gives) for edge, gives in bands], value)


MUTANTS: dict[str, tuple[str, str, str, Callable[..., object]]] = {
    "a finding that is not known counts as absent": (
        STROKE,
        "missing_is_not_normal",
        f"{MODULES[STROKE]}.flag",
        lambda name, gives, present: points.flag(name, gives, present=bool(present)),
    ),
    "an age that is not known is 50": (
        STROKE,
        "missing_is_not_normal",
        f"{MODULES[STROKE]}.banded",
        lambda name, bands, value: points.banded(name, bands, Decimal(50) if value is None else value),
    ),
    "a sex that is not known is male": (
        STROKE,
        "missing_is_not_normal",
        f"{MODULES[STROKE]}.worded",
        lambda name, gives, value: points.worded(name, gives, value or "male"),
    ),
    "an edge is no longer part of its band": (STROKE, "cutoffs_as_declared", f"{MODULES[STROKE]}.banded", _shifted),
    "what is not known is no longer named": (EGFR, "missing_is_not_normal", f"{MODULES[EGFR]}.not_known", lambda _: []),
    "the same for injury": (AKI, "missing_is_not_normal", f"{MODULES[AKI]}.not_known", lambda _: []),
    "the day of the question is no longer looked at": (
        EGFR,
        "declares_no_unused_input",
        f"{MODULES[EGFR]}._still_possible",
        lambda _, __: True,
    ),
    "the wording changes from call to call": (
        EGFR,
        "same_answer_twice",
        f"{MODULES[EGFR]}.plain",
        lambda value: f"{value}{next(_LETTERS)}",
    ),
}


@pytest.mark.parametrize("said", MUTANTS)
def test_a_mistake_in_an_analysis_is_caught(said, monkeypatch):
    id, check, place, wrong = MUTANTS[said]
    assert sound(id, check)
    monkeypatch.setattr(place, wrong)
    assert caught(id, check)


def test_a_rule_that_counts_its_limit_is_caught(monkeypatch):
    assert sound(METFORMIN, "cutoffs_as_declared")
    monkeypatch.setitem(conditions.OPERATORS, "<", operator.le)
    assert caught(METFORMIN, "cutoffs_as_declared")


def test_the_modules_are_those_that_are_asked():
    assert stroke_module.cha2ds2vasc in PLUGINS["risk-scores"].analyses
