"""An evaluation that is repeated is compared number by number."""

from typing import Any

import pytest

from engine.models.evaluation import differences

STORED: dict[str, Any] = {
    "data": {"name": "made up", "rows": 1000},
    "measures": {"auroc": {"value": 0.75, "low": None}},
    "subgroups": {"sex": {"female": {"auroc": {"value": 0.7}}}},
    "reference": {"age": [0.1, 0.9]},
    "model": {"file": "one.skops"},
}


def changed(*path: str, to: Any) -> dict[str, Any]:
    first, *rest = path
    inner = STORED.get(first, {})
    for name in rest[:-1]:
        inner = inner[name]
    copy: Any = to
    for depth in range(len(path) - 1, 0, -1):
        holder: Any = STORED
        for name in path[:depth]:
            holder = holder[name]
        copy = {**holder, path[depth]: copy}
    return {**STORED, first: copy}


def test_the_same_is_the_same_and_what_names_the_file_is_no_measure() -> None:
    assert differences(STORED, STORED) == []
    assert differences(STORED, {**STORED, "model": {"file": "two.skops"}}) == []


@pytest.mark.parametrize(("value", "lines"), [(0.750001, 0), (0.7500011, 1), (0.749999, 0), (0.7499989, 1)])
def test_a_number_may_differ_by_a_millionth(value: float, lines: int) -> None:
    assert len(differences(STORED, changed("measures", "auroc", "value", to=value))) == lines


@pytest.mark.parametrize(
    ("anew", "said"),
    [
        (changed("measures", "auroc", "value", to=0.6), "measures.auroc.value: 0.75 on record, 0.6 now"),
        (changed("measures", "auroc", "low", to=0.6), "measures.auroc.low: nothing on record, 0.6 now"),
        (changed("measures", "auroc", "value", to=None), "measures.auroc.value: 0.75 on record, nothing now"),
        (changed("measures", "auroc", "value", to="0.75"), "measures.auroc.value: 0.75 on record, '0.75' now"),
        (changed("measures", "brier", to={"value": 0.1}), "measures.brier: nothing on record, a list or table now"),
        (changed("data", "rows", to=999), "data.rows: 1000 on record, 999 now"),
        (changed("data", "name", to="x" * 80), "data.name: 'made up' on record, a longer text now"),
        (changed("subgroups", "sex", to={}), "subgroups.sex.female: a list or table on record, nothing now"),
        (changed("reference", "age", to=[0.1, 0.8]), "reference.age[1]: 0.9 on record, 0.8 now"),
        (changed("reference", "age", to=[0.1]), "reference.age: a list or table on record, a list or table now"),
    ],
)
def test_each_difference_is_named(anew: dict[str, Any], said: str) -> None:
    assert differences(STORED, anew) == [said]
