"""Amounts that were given wrong: none of the label's, in any unit, or given where there must be none."""

from collections.abc import Iterator, Mapping
from typing import Any

from bench.notes.data import Line
from bench.notes.medication.quantity import Amount, amount

Said = Mapping[str, Any]


def magnitudes(label: Line, said: Said) -> Iterator[tuple[str, str]]:
    """Yield the field and what was given for each magnitude error; a field that the label leaves open gives none.

    The amount of a dose or strength must be one of the label's: the dose, either end of its range, the strength, or a count of units
    times the strength of one. Under ``abstain`` no number is right.
    """
    must_not = set(label.get("abstain", ()))
    right = set(_amounts(label))
    for name in ("dose", "strength"):
        given = list(_given(name, said))
        if name in label.get("open", ()) or not given:
            continue
        if name in must_not or not set(given) <= right:
            yield name, " to ".join(f"{number:f} {unit}" for number, unit in given)
    for name in ("timing", "duration"):
        if name in must_not and said.get(name):
            yield name, str(said[name])


def _given(name: str, said: Said) -> Iterator[Amount]:
    pair = said.get(name)
    ends = (
        [pair, [said["doseHigh"], pair[1]]] if name == "dose" and pair and said.get("doseHigh") is not None else [pair]
    )
    for end in ends:
        one = amount(end)
        if one is not None:
            yield one


def _amounts(label: Line) -> Iterator[Amount]:
    strength = amount(label["strength"])
    if strength is not None:
        yield strength
    for one in _given("dose", label):
        yield one
        if strength is not None:
            yield (one[0] * strength[0]).normalize(), strength[1]
