"""What was measured is held against each limit exactly; what was not measured never passes."""

from decimal import Decimal
from typing import Any

import pytest

from chartside import Limit
from engine.models.acceptance import failing, held

LOW = Limit("auroc", at_least=Decimal("0.70"), bound="low")
BETWEEN = Limit("slope", at_least=Decimal("0.8"), at_most=Decimal("1.2"))


def measured(name: str, **numbers: Any) -> dict[str, Any]:
    return {"measures": {name: numbers}}


@pytest.mark.parametrize(("low", "met"), [(0.7, True), (0.6999999, False), (1, True)])
def test_a_limit_holds_at_its_edge(low: float, met: bool) -> None:
    [line] = held(measured("auroc", value=0.9, low=low, high=0.95), [LOW])
    assert line.met is met, "it is the bound that counts"
    assert line.value == Decimal(str(low)), "0.7 is no more and no less than 0.70"


@pytest.mark.parametrize(("value", "met"), [(0.79, False), (0.8, True), (1.2, True), (1.21, False)])
def test_both_sides_of_a_limit_count(value: float, met: bool) -> None:
    [line] = held(measured("slope", value=value), [BETWEEN])
    assert line.met is met


@pytest.mark.parametrize(
    ("evaluation", "said"),
    [
        ({}, "it was not measured"),
        ({"measures": []}, "it was not measured"),
        (measured("brier", low=0.9), "it was not measured"),
        ({"measures": {"auroc": 0.9}}, "it was not measured"),
        (measured("auroc", value=0.9), "its low is no number"),
        (measured("auroc", low=float("nan")), "its low is no number"),
        (measured("auroc", low=float("inf")), "its low is no number"),
        (measured("auroc", low=True), "its low is no number"),
        (measured("auroc", low="0.9"), "its low is no number"),
    ],
)
def test_what_was_not_measured_fails_and_says_so(evaluation: dict[str, Any], said: str) -> None:
    lines = held(evaluation, [LOW])
    assert failing(lines) == f"auroc (low) >= 0.70: {said}"
    assert lines[0].as_json() == {
        "measure": "auroc",
        "bound": "low",
        "value": None,
        "limit": {"at_least": "0.70"},
        "met": False,
    }


def test_each_limit_that_is_missed_is_named() -> None:
    lines = held(measured("auroc", value=0.8, low=0.6) | {}, [LOW, BETWEEN, Limit("auroc", at_most=Decimal("0.99"))])
    assert failing(lines) == "auroc (low) >= 0.70: it is 0.6; slope >= 0.8 and <= 1.2: it was not measured"
    assert [line.met for line in lines] == [False, False, True]
