"""Where a limit lies: on one side nothing is said, on the other it is, and what may be chance is no alarm."""

from dataclasses import replace
from decimal import Decimal

import pytest

from chartside import Limit
from engine.monitoring.auroc import Interval
from engine.monitoring.drift import Moved
from engine.monitoring.findings import of_answers, of_drift, of_groups, of_performance
from engine.monitoring.limits import limits
from engine.monitoring.performance import Performance

WELL = Performance(500, 100, auroc=Interval(0.75, 0.70, 0.80), brier=0.1, observed_expected=Interval(1.0, 0.9, 1.1))


def levels(found):
    return [f.level for f in found]


@pytest.mark.parametrize(
    ("psi", "chance", "expected"),
    [
        (0.1, 0.01, []),
        (0.11, 0.01, ["watch"]),
        (0.25, 0.01, ["watch"]),
        (0.26, 0.01, ["alarm"]),
        (0.15, 0.2, []),
        (0.3, 0.4, []),
        (0.3, 0.27, ["alarm"]),
    ],
)
def test_drift(psi, chance, expected):
    assert levels(of_drift([Moved("age", 200, 0, psi, chance)], limits())) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0.7, 0.8, []), (0.6, 0.79, ["alarm"]), (1.25, 1.5, []), (1.26, 1.5, ["alarm"]), (0.5, 2.0, [])],
)
def test_observed_over_expected(low, high, expected):
    seen = replace(WELL, observed_expected=Interval((low + high) / 2, low, high))
    assert levels(of_performance(seen, {}, (), limits())) == expected


@pytest.mark.parametrize(
    ("value", "high", "expected"),
    [(0.70, 0.75, []), (0.69, 0.76, ["watch"]), (0.69, 0.74, ["alarm"])],
)
def test_auroc_against_the_evaluation(value, high, expected):
    seen = replace(WELL, auroc=Interval(value, 0.6, high))
    evaluation = {"measures": {"auroc": {"value": 0.75}}}
    assert levels(of_performance(seen, evaluation, (), limits())) == expected
    assert levels(of_performance(seen, {}, (), limits())) == []


@pytest.mark.parametrize(("least", "expected"), [("0.80", []), ("0.81", ["alarm"])])
def test_auroc_against_what_the_model_must_reach(least, expected):
    declared = (Limit("auroc", at_least=Decimal(least)), Limit("brier", at_most=Decimal("0.01")))
    assert levels(of_performance(WELL, {}, declared, limits())) == expected


@pytest.mark.parametrize(
    ("value", "high", "expected"), [(0.66, 0.70, []), (0.64, 0.76, ["watch"]), (0.64, 0.74, ["alarm"])]
)
def test_auroc_of_a_group(value, high, expected):
    groups = {"sex": {"male": replace(WELL, auroc=Interval(value, 0.5, high)), "other": Performance(3, too_few="x")}}
    assert levels(of_groups(WELL, groups, limits())) == expected
    assert levels(of_groups(Performance(3, too_few="too few: 3"), groups, limits())) == []


@pytest.mark.parametrize(("cannot_tell", "expected"), [(5, []), (6, ["watch"])])
def test_share_of_cannot_tell(cannot_tell, expected):
    assert levels(of_answers(10, cannot_tell, limits())) == expected
    assert levels(of_answers(0, 0, limits())) == []
