"""How far inputs and output of a model have moved from how they were distributed where it was made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chartside.reference import binned
from engine.monitoring.kolmogorov import adjusted, distance, p_value
from engine.monitoring.limits import Limits
from engine.monitoring.prediction import Prediction, number
from engine.monitoring.psi import by_chance, psi

OUTPUT = "output"
NO_REFERENCE = "the evaluation of this artefact holds no reference"


@dataclass(frozen=True, slots=True)
class Moved:
    """How far one input, or the output, has moved; ``n`` values were compared and ``other`` were none that could be.

    ``chance`` is what the index stays under where nothing has changed. There is no index of too few values, and of words no distance.
    """

    name: str
    n: int
    other: int
    psi: float | None = None
    chance: float | None = None
    distance: float | None = None
    p: float | None = None


def drift(found: Sequence[Prediction], reference: Mapping[str, Any], limits: Limits) -> list[Moved] | str:
    """Return how far each has moved, the output first; or in words why that cannot be said."""
    if not reference:
        return NO_REFERENCE
    if len(found) < limits.predictions:
        return f"too few: {len(found)} of {limits.predictions} answered predictions"
    outputs = [_moved(OUTPUT, [p.probability for p in found], reference["output"], limits)]
    inputs = [
        _moved(name, [p.inputs.get(name) for p in found], entry, limits)
        for name, entry in sorted(reference["inputs"].items())
    ]
    return outputs + _together(inputs)


def _together(inputs: Sequence[Moved]) -> list[Moved]:
    """Return the inputs with p-values that allow for there being many of them."""
    fair = iter(adjusted([m.p for m in inputs if m.p is not None]))
    return [m if m.p is None else replace(m, p=next(fair)) for m in inputs]


def _moved(name: str, values: Sequence[Any], entry: Mapping[str, Any], limits: Limits) -> Moved:
    numeric = entry["kind"] == "number"
    there = [v for value in values if (v := number(value) if numeric else _word(value)) is not None]
    moved = Moved(name, len(there), len(values) - len(there))
    if len(there) < limits.predictions:
        return moved
    return _numbers(moved, there, entry, limits) if numeric else _words(moved, there, entry, limits)


def _numbers(moved: Moved, there: Sequence[Any], entry: Mapping[str, Any], limits: Limits) -> Moved:
    shares, count = entry["shares"], entry["count"]
    counted = Counter(binned(value, entry["edges"]) for value in there)
    furthest = distance(there, entry["quantiles"])
    return replace(
        moved,
        psi=psi(shares, count, [counted[i] for i in range(len(shares))]),
        chance=by_chance(len(shares), count, moved.n, limits.chance),
        distance=furthest,
        p=p_value(furthest, moved.n, count),
    )


def _words(moved: Moved, there: Sequence[Any], entry: Mapping[str, Any], limits: Limits) -> Moved:
    counted, count = Counter(there), entry["count"]
    words = sorted(entry["shares"].keys() | counted.keys())  # a word that the reference never saw is a bin of its own
    return replace(
        moved,
        psi=psi([entry["shares"].get(word, 0.0) for word in words], count, [counted[word] for word in words]),
        chance=by_chance(len(words), count, moved.n, limits.chance),
    )


def _word(value: Any) -> str | None:
    if value is None:
        return None
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
