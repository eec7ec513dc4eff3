"""Read what a caller gives as a column: numbers that are all there, outcomes that are yes or no, labels that name someone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from chartside.evaluation.refusal import InputError

Column: TypeAlias = Sequence[Any] | npt.NDArray[Any] | Iterable[Any]
"""What may be given: a list, a tuple, an array, a pandas Series."""
Floats: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Kept = TypeVar("Kept", bound=npt.NDArray[Any])


def numbers(values: Column, what: str, *, least: float = -np.inf, most: float = np.inf) -> Floats:
    """Return the values as floats; raise InputError, which names the row and never the value, where one is no number within bounds."""
    given = np.asarray(values if isinstance(values, np.ndarray) else list(values))
    if given.ndim != 1 or not given.size:
        raise InputError(f"{what}: give one number for each row, and at least one row")
    try:
        # Text that looks like a number is a column read wrongly.
        column = given.astype(np.float64) if given.dtype.kind in "biufO" else None
    except (TypeError, ValueError):
        column = None
    if column is None:
        raise InputError(f"{what}: not all are numbers; read them as numbers first")
    _first(~np.isfinite(column), what, "is missing or not finite; leave the row out, and say how many you left out")
    _first((column < least) | (column > most), what, f"is not within {least:g} to {most:g}")
    return _kept(column)


def flags(values: Column, what: str) -> Flags:
    """Return the values as yes or no; raise InputError where one is neither 0, 1, False nor True."""
    column = numbers(values, what)
    _first((column != 0) & (column != 1), what, "is neither 0 nor 1")
    return _kept(column == 1)


def labels(values: Column, what: str) -> npt.NDArray[np.str_]:
    """Return the values as text; raise InputError where one is missing: the unknown need a label of their own, or they vanish."""
    given = values.tolist() if isinstance(values, np.ndarray) else list(values)
    if not given:
        raise InputError(f"{what}: give one label for each row, and at least one row")
    named = [isinstance(one, (str, int, np.integer)) and str(one) != "" for one in given]
    _first(~np.asarray(named), what, "has no label (text or a whole number); give those who have none one of their own")
    return _kept(np.asarray([str(one) for one in given]))


def same_length(**columns: npt.NDArray[Any]) -> None:
    """Raise InputError, with the length of each, where the columns are not about the same rows."""
    if len({len(column) for column in columns.values()}) > 1:
        told = ", ".join(f"{name} {len(column)}" for name, column in columns.items())
        raise InputError(f"not of one length: {told}; each row needs a value in each")


def within(value: float, what: str, least: float, most: float) -> float:
    """Return one number; raise InputError where it is not strictly between two bounds."""
    if not least < value < most:
        raise InputError(f"{what} must be above {least:g} and below {most:g}, and is {value:g}")
    return float(value)


def _first(wrong: Flags, what: str, why: str) -> None:
    if wrong.any():
        raise InputError(f"{what}: row {int(np.argmax(wrong))} (from 0; {int(wrong.sum())} in all) {why}")


def _kept(column: Kept) -> Kept:
    column.flags.writeable = False
    return column
