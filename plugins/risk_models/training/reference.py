"""How a column was distributed in training, for drift. Stands in until ``chartside.reference.describe`` is there, and goes then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np

_DIGITS = 6


def describe(values: Sequence[Decimal | float | str | bool]) -> dict[str, Any]:
    """Return kind ``number`` with deciles as edges, the share between each two, and quantiles; kind ``word`` with shares by word."""
    if all(isinstance(value, bool | str) for value in values):
        counted = Counter("yes" if v is True else "no" if v is False else str(v) for v in values)
        return {
            "kind": "word",
            "shares": {word: round(counted[word] / len(values), _DIGITS) for word in sorted(counted)},
        }
    numbers = np.array([float(value) for value in values])
    edges = np.unique(np.quantile(numbers, np.arange(1, 10) / 10))
    shares = np.bincount(np.searchsorted(edges, numbers, side="left"), minlength=len(edges) + 1) / len(numbers)
    quantiles = np.quantile(numbers, np.arange(0, 21) / 20)
    return {
        "kind": "number",
        "edges": [round(float(one), _DIGITS) for one in edges],
        "shares": [round(float(one), _DIGITS) for one in shares],
        "quantiles": [round(float(one), _DIGITS) for one in quantiles],
    }
