"""Part rows into training and test by patient, so that nobody is on both sides, today or when more rows come."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from chartside.evaluation.column import Column, labels, within
from chartside.evaluation.refusal import InputError, UndefinedError


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """The numbers of the rows to train on and of those to test on."""

    train: npt.NDArray[np.intp]
    test: npt.NDArray[np.intp]


def split_by_patient(patients: Column, *, salt: str, test: float = 0.2) -> Split:
    """Return which rows are for training and which for testing, decided for each patient by a hash of the salt and the id alone.

    About the share ``test`` of patients is on the test side, and a patient stays on a side whatever other rows there are. Name the salt
    after the study, and do not choose it by results. Raises InputError for an empty salt or a share not between 0 and 1, UndefinedError
    where a side is empty.
    """
    within(test, "test", 0, 1)
    whose = labels(patients, "patients")
    tested = {one: share(one, salt) < test for one in set(whose.tolist())}
    aside = np.asarray([tested[one] for one in whose.tolist()])
    if aside.all() or not aside.any():
        raise UndefinedError(f"the split is not defined: all {len(tested)} patients fall on one side; take more")
    return Split(np.flatnonzero(~aside), np.flatnonzero(aside))


def share(patient: str, salt: str) -> float:
    """Return where a patient stands between 0 and 1, by SHA-256; raise InputError where the salt is empty."""
    if not salt:
        raise InputError("salt: give a name, such as that of the study")
    # The length keeps ("ab", "c") and ("a", "bc") apart.
    digest = sha256(f"{len(salt)}:{salt}:{patient}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64
