"""A model of trees: loaded and explained by a worker, with the range that it can still reach where inputs are missing."""

from __future__ import annotations

import io
import json
import math
import struct
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from chartside.contributions import TOLERANCE, Scale
from plugins.risk_models.artefacts import ArtefactError

# scikit-learn, skops and shap are imported where they are used: only a worker that runs a model holds them.

ALLOWED = (
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.tree._tree.Tree",
)
"""What a file may hold besides what skops trusts by itself; anything else is refused before it is built."""
MANIFEST = "chartside.json"
"""In the file beside the model: the names of its features in their order, and the libraries that it was made with."""


@dataclass(frozen=True, slots=True)
class Tree:
    """One tree as plain lists: where ``left`` is -1 there is a leaf."""

    feature: Sequence[int]
    threshold: Sequence[float]
    left: Sequence[int]
    right: Sequence[int]
    value: Sequence[float]


@dataclass(frozen=True, slots=True)
class Explained:
    """A prediction on the scale that is explained: ``base`` and ``amounts``, one for each feature, add up to ``total``."""

    base: float
    amounts: Mapping[str, float]
    total: float


@dataclass(frozen=True, slots=True)
class Trees:
    """A fitted forest (it explains a probability) or boosting (it explains log-odds) of scikit-learn, for two classes."""

    features: tuple[str, ...]
    scale: Scale
    base: float
    """What every tree adds to, before the first."""
    trees: tuple[Tree, ...] = field(repr=False)
    explainer: Any = field(repr=False)
    single: bool = False
    """Whether its trees compare numbers of 32 bits, as a forest's do."""

    def probability(self, total: float) -> Decimal:
        """Return the probability of a total on the explained scale."""
        return Decimal(total if self.scale == "probability" else 1 / (1 + math.exp(-total)))

    def explain(self, row: Mapping[str, float]) -> Explained:
        """Return what each feature added, by SHAP's path-dependent TreeExplainer; raise ArtefactError where the parts do not add up.

        The total is the sum over the trees themselves, which shap does not see: so that the explanation is of this prediction.
        """
        import numpy as np  # noqa: PLC0415 - in workers only

        given = np.array([[row[name] for name in self.features]], dtype=float)
        amounts = np.asarray(self.explainer.shap_values(given))[0]
        expected = float(np.ravel(self.explainer.expected_value)[-1])
        amounts = amounts[:, -1] if amounts.ndim > 1 else amounts
        total = self.reach(row)[0]
        if abs(expected + float(amounts.sum()) - total) > TOLERANCE:
            raise ArtefactError(
                "the explanation does not add up to the prediction; do not use this artefact with this shap"
            )
        return Explained(expected, dict(zip(self.features, map(float, amounts), strict=True)), total)

    def reach(self, row: Mapping[str, float | None]) -> tuple[float, float]:
        """Return the lowest and the highest total that is possible where some features are not known; for a whole row both are one.

        Each tree is asked for itself, so the range may be wider than what any one patient can reach; it is never narrower.
        """
        values = [self._compared(row[name]) for name in self.features]
        ranges = [_leaves(tree, values) for tree in self.trees]
        share = len(self.trees) if self.scale == "probability" else 1
        low, high = (math.fsum([self.base * share, *ends]) / share for ends in zip(*ranges, strict=True))
        return low, high

    def _compared(self, value: float | None) -> float | None:
        return struct.unpack("f", struct.pack("f", value))[0] if self.single and value is not None else value


def read(raw: bytes) -> Trees:
    """Return the model that a skops file holds; raises ArtefactError for a file that holds other types, or was made for other libraries."""
    import shap  # noqa: PLC0415 - in workers only
    import sklearn  # noqa: PLC0415
    from skops import io as skops  # noqa: PLC0415
    from skops.io.exceptions import UntrustedTypesFoundException  # noqa: PLC0415

    with zipfile.ZipFile(io.BytesIO(raw)) as file:
        manifest = json.loads(file.read(MANIFEST))
    made = str(manifest["libraries"]["scikit-learn"])
    if made.split(".")[:2] != sklearn.__version__.split(".")[:2]:
        raise ArtefactError(
            f"made with scikit-learn {made}, and {sklearn.__version__} is installed; install scikit-learn {made}, or train it anew"
        )
    try:
        model = skops.loads(raw, trusted=list(ALLOWED))
    except UntrustedTypesFoundException:
        raise ArtefactError("the file holds types that no model of ours has; do not use it") from None
    features = tuple(map(str, manifest["features"]))
    explainer = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
    if hasattr(model, "estimators_"):
        return Trees(features, "probability", 0.0, tuple(map(_of_forest, model.estimators_)), explainer, single=True)
    base = float(model._baseline_prediction.ravel()[0])  # noqa: SLF001 - there is no public way to it
    trees = tuple(_of_boosting(one.nodes) for step in model._predictors for one in step)  # noqa: SLF001
    return Trees(features, "log-odds", base, trees, explainer)


def _of_forest(estimator: Any) -> Tree:
    tree = estimator.tree_
    share = tree.value[:, 0, 1] / tree.value[:, 0, :].sum(axis=1)
    return Tree(
        tree.feature.tolist(),
        tree.threshold.tolist(),
        tree.children_left.tolist(),
        tree.children_right.tolist(),
        share.tolist(),
    )


def _of_boosting(nodes: Any) -> Tree:
    leaf = nodes["is_leaf"].astype(bool)
    left, right = (nodes[side].astype(int) for side in ("left", "right"))
    left[leaf] = right[leaf] = -1
    return Tree(
        nodes["feature_idx"].tolist(),
        nodes["num_threshold"].tolist(),
        left.tolist(),
        right.tolist(),
        nodes["value"].tolist(),
    )


def _leaves(tree: Tree, values: Sequence[float | None]) -> tuple[float, float]:
    """Return the lowest and the highest leaf that can be reached."""
    found = list(_reached(tree, values))
    return min(found), max(found)


def _reached(tree: Tree, values: Sequence[float | None]) -> Iterator[float]:
    waiting = [0]
    while waiting:
        node = waiting.pop()
        if tree.left[node] < 0:
            yield tree.value[node]
            continue
        value = values[tree.feature[node]]
        if value is None or value <= tree.threshold[node]:
            waiting.append(tree.left[node])
        if value is None or value > tree.threshold[node]:
            waiting.append(tree.right[node])
