"""The arithmetic of a served Cox model, on a model small enough to reckon by hand, and what is possible where something is missing."""

import json
from decimal import Decimal, getcontext, localcontext
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.risk_models.cox import read

FILE = {
    "horizon_days": 365,
    "baseline_survival": 0.8,
    "average_risk": 0.3,
    "inputs": {
        "age": {"low": 30, "high": 100},
        "bmi": {"low": 14, "high": 44},
        "nodes": {"low": 0, "high": 34},
        "level": {"low": 0, "high": 3000},
        "sex": {"words": ["female", "male"]},
        "shock": {"words": [False, True]},
    },
    "terms": [
        {"input": "age", "kind": "below", "at": 45, "coefficient": 0.03, "centre": 1},
        {"input": "age", "kind": "above", "at": 65, "coefficient": 0.02, "centre": 2},
        {"input": "bmi", "kind": "linear", "at": None, "coefficient": -0.1, "centre": 25},
        {"input": "nodes", "kind": "decay", "at": 0.12, "coefficient": -2, "centre": 0.75},
        {"input": "level", "kind": "log1p", "at": None, "coefficient": -0.05, "centre": 4},
        {"input": "sex", "kind": "is", "at": "female", "coefficient": -0.25, "centre": 0.4},
        {"input": "shock", "kind": "is", "at": True, "coefficient": 1.3, "centre": 0.04},
    ],
}
MODEL = read(json.dumps(FILE).encode())
PEOPLE = st.fixed_dictionaries(
    {
        "age": st.integers(30, 100).map(Decimal),
        "bmi": st.decimals(14, 44, places=1),
        "nodes": st.integers(0, 34).map(Decimal),
        "level": st.integers(0, 3000).map(Decimal),
        "sex": st.sampled_from(["female", "male"]),
        "shock": st.booleans(),
    }
)


def test_terms_by_hand() -> None:
    added = MODEL.added({"age": Decimal(40), "bmi": Decimal(20), "nodes": Decimal(0), "sex": "female", "shock": True})
    assert added["age"] == Decimal("0.03") * (5 - 1) + Decimal("0.02") * (0 - 2)
    assert added["bmi"] == Decimal("0.5")
    assert added["nodes"] == Decimal("-0.5")
    assert added["sex"] == Decimal("-0.15")
    assert added["shock"] == Decimal("1.248")
    assert abs(MODEL.added({"level": Decimal(99)})["level"] - Decimal("-0.0302585092994")) < Decimal("1e-12")


def test_the_average_patient_has_the_baseline() -> None:
    assert abs(MODEL.probability(Decimal(0)) - Decimal("0.2")) < Decimal("1e-30")
    # Twice the hazard squares the survival.
    assert abs(MODEL.probability(Decimal(2).ln()) - Decimal("0.36")) < Decimal("1e-26")


def test_the_caller_s_precision_changes_nothing() -> None:
    usual = MODEL.probability(Decimal("0.123456789"))
    with localcontext() as coarse:
        coarse.prec = 5
        assert MODEL.probability(Decimal("0.123456789")) == usual
    assert getcontext().prec == 28


@pytest.mark.parametrize(("name", "inside", "outside"), [("age", 30, 29), ("age", 100, 101), ("nodes", 34, 35)])
def test_the_ends_of_the_training_are_inside(name: str, inside: int, outside: int) -> None:
    assert not list(MODEL.outside({name: Decimal(inside)}))
    assert [one.name for one in MODEL.outside({name: Decimal(outside)})] == [name]


def test_a_word_that_training_did_not_hold_is_outside() -> None:
    assert [one.name for one in MODEL.outside({"sex": "other"})] == ["sex"]


@given(PEOPLE, st.sets(st.sampled_from(sorted(FILE["inputs"]))))
def test_what_is_possible_holds_what_is_so(person: dict, unknown: set) -> None:
    probability = MODEL.probability(sum(MODEL.added(person).values(), Decimal(0)))
    low, high = MODEL.reach({name: value for name, value in person.items() if name not in unknown})
    nearly = Decimal("1e-25")
    assert low - nearly <= probability <= high + nearly
    if not unknown:
        assert high - low <= nearly


def test_the_ends_of_what_is_possible_are_reached() -> None:
    known = {"bmi": Decimal(25), "nodes": Decimal(1), "level": Decimal(9), "sex": "male"}
    low, high = MODEL.reach(known)
    tried = [
        MODEL.probability(sum(MODEL.added({**known, "age": Decimal(age), "shock": shock}).values(), Decimal(0)))
        for age, shock in product(range(30, 101), (False, True))
    ]
    assert abs(min(tried) - low) < Decimal("1e-25")
    assert abs(max(tried) - high) < Decimal("1e-25")


def test_a_file_that_is_not_whole_is_refused() -> None:
    with pytest.raises(ValueError, match="do not name the same"):
        read(json.dumps({**FILE, "inputs": {"age": {"low": 1, "high": 2}}}).encode())
    strange = [{**FILE["terms"][0], "kind": "cube"}]
    with pytest.raises(ValueError, match="no transform is called 'cube'"):
        read(json.dumps({**FILE, "terms": strange}).encode())
