"""Control false discoveries where many things are tested at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from scipy.stats import false_discovery_control

from chartside.evaluation.column import numbers


def adjusted(
    p_values: Mapping[str, float],
    *,
    method: Literal["benjamini-hochberg", "benjamini-yekutieli"] = "benjamini-hochberg",
) -> dict[str, float]:
    """Return the adjusted p (q) of each name: those at or below 0.05 hold at most 5 % false discoveries on average.

    Benjamini and Yekutieli hold however the tests depend on each other. Raises InputError where a p is not within 0 to 1, or there is none.
    """
    checked = numbers(list(p_values.values()), "p values", least=0, most=1)
    found = false_discovery_control(checked, method="bh" if method == "benjamini-hochberg" else "by")
    return dict(zip(p_values, found.tolist(), strict=True))
