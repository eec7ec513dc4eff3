"""The locked test sets of the two survival models: which patients are in them follows from their number alone.

New models take ``chartside.evaluation.split_by_patient``. These two were locked by this rule before they were measured, and a test set that
is drawn again after its results are known is no test set.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

SHARE = 0.2


def locked(patients: Iterable[object], salt: str, share: float = SHARE) -> list[bool]:
    """Return for each patient's number whether it belongs to the test set; all rows of a patient fall on one side."""
    known: dict[str, bool] = {}
    return [
        known[one] if one in known else known.setdefault(one, _fraction(f"{salt}:{one}") < share)
        for one in map(str, patients)
    ]


def _fraction(text: str) -> float:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") / 2**64
