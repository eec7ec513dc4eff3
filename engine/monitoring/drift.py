"""How far inputs and output of a model have moved from how they were distributed where it was made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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

    ``chance`` is what the index stays under where nothing has changed. Of words there is no distance.
    """

    name: str
    n: int
    other: int
    psi: float
    chance: float
    distance: float | None = None
    p: float | None = None


def drift(found: Sequence[Prediction], reference: Mapping[str, Any], limits: Limits) -> list[Moved] | str:
    """Return how far each has moved, the output first; or in words why that cannot be said."""
    if not reference:
        return NO_REFERENCE
    if len(found) < limits.predictions:
        return f"too few: {len(found)} of {limits.predictions} answered predictions"
    moved = [_moved(OUTPUT, [p.probability for p in found], reference["output"], limits)]
    inputs = [
        _moved(name, [p.inputs.get(name) for p in found], entry, limits)
        for name, entry in sorted(reference["inputs"].items())
    ]
    return [*(m for m in moved if m), *_together([m for m in inputs if m])]


def _together(inputs: list[Moved]) -> list[Moved]:
    """Return the inputs with p-values that allow for there being many of them."""
    tested = [m for m in inputs if m.p is not None]
    fair = dict(zip((m.name for m in tested), adjusted([m.p for m in tested if m.p is not None]), strict=True))
    return [Moved(m.name, m.n, m.other, m.psi, m.chance, m.distance, fair.get(m.name)) for m in inputs]


def _moved(name: str, values: Sequence[Any], entry: Mapping[str, Any], limits: Limits) -> Moved | None:
    return _numbers(name, values, entry, limits) if entry["kind"] == "number" else _words(name, values, entry, limits)


def _numbers(name: str, values: Sequence[Any], entry: Mapping[str, Any], limits: Limits) -> Moved | None:
    there = [n for value in values if (n := number(value)) is not None]
    if not there:
        return None
    counted = Counter(binned(value, entry["edges"]) for value in there)
    shares = entry["shares"]
    furthest = distance(there, entry["quantiles"])
    return Moved(
        name,
        len(there),
        len(values) - len(there),
        psi(shares, entry["count"], [counted[i] for i in range(len(shares))]),
        by_chance(len(shares), entry["count"], len(there), limits.chance),
        furthest,
        p_value(furthest, len(there), entry["count"]),
    )


def _words(name: str, values: Sequence[Any], entry: Mapping[str, Any], limits: Limits) -> Moved | None:
    there = [_word(value) for value in values if value is not None]
    if not there:
        return None
    counted = Counter(there)
    words = sorted(entry["shares"].keys() | counted.keys())  # a word that the reference never saw is a bin of its own
    shares = [entry["shares"].get(word, 0.0) for word in words]
    return Moved(
        name,
        len(there),
        len(values) - len(there),
        psi(shares, entry["count"], [counted[word] for word in words]),
        by_chance(len(words), entry["count"], len(there), limits.chance),
    )


def _word(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
