"""Test whether a subgroup is served otherwise than the rest, with false discoveries controlled over all that was tested."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from scipy.stats import fisher_exact

from chartside.evaluation.column import Column, Flags, labels, same_length
from chartside.evaluation.confusion import Confusion
from chartside.evaluation.discovery import adjusted
from chartside.evaluation.predictions import Predictions
from chartside.evaluation.proportion import Proportion
from chartside.evaluation.refusal import UndefinedError

_TESTED = ("sensitivity", "specificity")


@dataclass(frozen=True, slots=True)
class Comparison:
    """One subgroup against all others: Fisher's exact p, and q over every comparison; or why there is neither."""

    attribute: str
    subgroup: str
    measure: str
    p: float | None
    q: float | None
    why: str = ""


def comparisons(
    predictions: Predictions, attributes: Mapping[str, Column], *, threshold: float
) -> tuple[Comparison, ...]:
    """Compare sensitivity and specificity of each subgroup with that of the rest; of two subgroups the first stands for both.

    q is Benjamini and Yekutieli's, because subgroups overlap. Raises UndefinedError where a patient has several rows: the test takes
    rows as independent.
    """
    if predictions.repeated:
        raise UndefinedError(
            "comparisons are not defined: a patient has several rows, and the test takes rows as apart"
        )
    found = []
    for attribute, column in attributes.items():
        named = labels(column, attribute)
        same_length(outcomes=predictions.outcomes, attribute=named)
        names = sorted(set(named.tolist()))
        for name in names if len(names) > 2 else names[:1]:  # noqa: PLR2004 - of two, each is the other's rest
            found += [_tested(predictions, attribute, name, named == name, one, threshold) for one in _TESTED]
    held = {str(at): one.p for at, one in enumerate(found) if one.p is not None}
    q = adjusted(held, method="benjamini-yekutieli") if held else {}
    return tuple(replace(one, q=q.get(str(at))) for at, one in enumerate(found))


def _tested(
    predictions: Predictions, attribute: str, name: str, rows: Flags, measure: str, threshold: float
) -> Comparison:
    if rows.all():
        return Comparison(attribute, name, measure, None, None, "every row has this label")
    inside, rest = (_share(predictions.take(side), measure, threshold) for side in (rows, ~rows))
    if not inside.of or not rest.of:
        return Comparison(attribute, name, measure, None, None, f"{measure} is not defined on both sides")
    table = [[one.count, one.of - one.count] for one in (inside, rest)]
    return Comparison(attribute, name, measure, float(fisher_exact(table).pvalue), None)


def _share(predictions: Predictions, measure: str, threshold: float) -> Proportion:
    found = Confusion.at(predictions, threshold)
    return found.sensitivity if measure == "sensitivity" else found.specificity
