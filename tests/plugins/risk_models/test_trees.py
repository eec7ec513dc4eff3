"""Models of trees: the prediction, its explanation and its reach, held against scikit-learn on trees of every shape."""

import io
import itertools
import zipfile
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from skops import io as skops

from plugins.risk_models.artefacts import ArtefactError
from plugins.risk_models.training.tree_file import tree_file
from plugins.risk_models.trees import MANIFEST, Trees, read

NAMES = ("a", "b", "c", "d")


def fitted(kind: str, seed: int = 0) -> tuple[object, Trees, np.ndarray]:
    draw = np.random.default_rng(seed)
    rows = draw.integers(0, 6, size=(400, len(NAMES))).astype(float)
    came = rows[:, 0] + rows[:, 1] * rows[:, 2] / 4 + draw.normal(size=400) > 5
    model = (
        RandomForestClassifier(12, max_depth=4, random_state=seed)
        if kind == "forest"
        else HistGradientBoostingClassifier(max_iter=12, max_leaf_nodes=6, random_state=seed)
    )
    model.fit(rows, came)
    return model, read(tree_file(model, NAMES)), rows


FITTED = {kind: fitted(kind) for kind in ("forest", "boosting")}
KINDS = pytest.mark.parametrize("kind", FITTED)
# On the thresholds (halves of whole numbers) and beside them, also nearer than a number of 32 bits can tell.
VALUES = st.one_of(
    st.integers(-1, 7).map(float),
    st.integers(-1, 6).map(lambda n: n + 0.5),
    st.integers(-1, 6).map(lambda n: n + 0.5 + 1e-9),
    st.integers(-1, 6).map(lambda n: n + 0.5 - 1e-9),
    st.floats(-2, 8),
)
ROWS = st.tuples(*[VALUES] * len(NAMES)).map(lambda values: dict(zip(NAMES, values, strict=True)))


@KINDS
@settings(max_examples=150, deadline=None)
@given(row=ROWS)
def test_what_is_foretold_is_what_the_library_foretells(kind: str, row: dict[str, float]) -> None:
    model, trees, _ = FITTED[kind]
    said = trees.probability(trees.explain(row).total)
    assert abs(said - Decimal(model.predict_proba(np.array([list(row.values())]))[0, 1])) < Decimal("1e-12")


@KINDS
@settings(max_examples=150, deadline=None)
@given(row=ROWS)
def test_the_parts_add_up_to_the_whole_on_the_explained_scale(kind: str, row: dict[str, float]) -> None:
    _, trees, _ = FITTED[kind]
    found = trees.explain(row)
    assert abs(found.base + sum(found.amounts.values()) - found.total) < 1e-9
    assert trees.scale == {"forest": "probability", "boosting": "log-odds"}[kind]


@KINDS
def test_every_row_it_was_made_from_adds_up(kind: str) -> None:
    _, trees, rows = FITTED[kind]
    worst = 0.0
    for row in rows:
        found = trees.explain(dict(zip(NAMES, row, strict=True)))
        worst = max(worst, abs(found.base + sum(found.amounts.values()) - found.total))
    assert worst < 1e-9


@KINDS
@settings(max_examples=60, deadline=None)
@given(row=ROWS, lacking=st.sets(st.sampled_from(NAMES), min_size=1))
def test_whatever_is_missing_the_whole_answer_lies_in_the_range(
    kind: str, row: dict[str, float], lacking: set[str]
) -> None:
    _, trees, _ = FITTED[kind]
    low, high = trees.reach({name: None if name in lacking else value for name, value in row.items()})
    whole = trees.reach(row)[0]
    assert low - 1e-12 <= whole <= high + 1e-12


@KINDS
def test_the_range_of_one_missing_input_is_reached_by_one_tree(kind: str) -> None:
    """Of a single tree the range is exact: both ends are predictions for some value."""
    draw = np.random.default_rng(3)
    rows = draw.integers(0, 6, size=(200, len(NAMES))).astype(float)
    came = rows[:, 0] + rows[:, 1] > 5
    model = (
        RandomForestClassifier(1, max_depth=3, random_state=1)
        if kind == "forest"
        else HistGradientBoostingClassifier(max_iter=1, max_leaf_nodes=4, random_state=1)
    )
    trees = read(tree_file(model.fit(rows, came), NAMES))
    row = dict(zip(NAMES, rows[0], strict=True))
    low, high = trees.reach({**row, "a": None})
    reached = [trees.reach({**row, "a": value})[0] for value in itertools.chain([-1.0], np.arange(0, 7, 0.25))]
    assert (low, high) == pytest.approx((min(reached), max(reached)))


def test_a_feature_of_one_kind_is_not_taken_for_another() -> None:
    _, trees, rows = FITTED["boosting"]
    first = dict(zip(NAMES, rows[0], strict=True))
    assert trees.explain(first).total == trees.explain(dict(reversed(first.items()))).total
    with pytest.raises(KeyError):
        trees.explain({name: value for name, value in first.items() if name != "b"})


@KINDS
def test_training_twice_gives_the_same_bytes(kind: str) -> None:
    assert tree_file(fitted(kind)[0], NAMES) == tree_file(fitted(kind)[0], NAMES)
    assert tree_file(fitted(kind, seed=1)[0], NAMES) != tree_file(fitted(kind)[0], NAMES)


def test_a_file_that_holds_anything_else_is_refused_before_it_is_built() -> None:
    model = LogisticRegression().fit([[0.0], [1.0]], [0, 1])
    model.solver = Evil()
    with pytest.raises(ArtefactError, match="types that no model of ours has"):
        read(_with_manifest(skops.dumps(model)))
    assert not Evil.built


class Evil:
    """What an attacker would put into a file: it does something when it is made."""

    built = False

    def __setstate__(self, state: object) -> None:
        Evil.built = True


def _with_manifest(raw: bytes, sklearn: str | None = None) -> bytes:
    import json

    import sklearn as library

    held = io.BytesIO(raw)
    with zipfile.ZipFile(held, "a") as file:
        made = {"features": ["a"], "libraries": {"scikit-learn": sklearn or library.__version__}}
        file.writestr(MANIFEST, json.dumps(made))
    return held.getvalue()


def test_a_file_of_another_release_says_which_to_install() -> None:
    model = RandomForestClassifier(1).fit([[0.0], [1.0]], [0, 1])
    with pytest.raises(
        ArtefactError, match=r"made with scikit-learn 0\.9\.1, and .* is installed; install scikit-learn 0\.9\.1"
    ):
        read(_with_manifest(skops.dumps(model), "0.9.1"))


def test_an_explanation_of_another_prediction_is_refused() -> None:
    _, trees, rows = FITTED["boosting"]
    _, others, _ = fitted("boosting", seed=5)
    mixed = Trees(trees.features, trees.scale, trees.base, trees.trees, others.explainer)
    with pytest.raises(ArtefactError, match="does not add up"):
        mixed.explain(dict(zip(NAMES, rows[0], strict=True)))
