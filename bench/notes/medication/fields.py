"""How each field of a medication line is held against its label."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from bench.notes.data import Line
from bench.notes.medication.quantity import amount, days, per_day

Said = Mapping[str, Any]


def stated(name: str, label: Line) -> bool:
    """Whether a label states a value for a field."""
    if name == "perDay":
        return bool(per_day(label["timing"]))
    return bool(label[name])


def same(name: str, label: Line, said: Said) -> bool:
    """Whether a reader's value for a field is the one that the label states."""
    return _SAME.get(name, _equal)(name, label, said)


def _equal(name: str, label: Line, said: Said) -> bool:
    return bool(label[name] == said[name])


def _words(name: str, label: Line, said: Said) -> bool:
    return bool(label[name].lower().split() == said[name].lower().split())


def _ingredient(_: str, label: Line, said: Said) -> bool:
    ours, theirs = ({part.strip().lower() for part in one["ingredient"].split("/")} for one in (label, said))
    return ours == theirs


def _strength(_: str, label: Line, said: Said) -> bool:
    return amount(label["strength"]) == amount(said["strength"])


def _duration(_: str, label: Line, said: Said) -> bool:
    return days(label["duration"]) == days(said["duration"])


def _timing(_: str, label: Line, said: Said) -> bool:
    return _plain(label["timing"]) == _plain(said["timing"])


def _plain(timing: Mapping[str, Any]) -> dict[str, Any]:
    return {key: sorted(value) if isinstance(value, list) else value for key, value in timing.items()}


def _per_day(_: str, label: Line, said: Said) -> bool:
    given = said["perDay"]
    rates = [round(Decimal(str(rate)), 4) for rate in (given if isinstance(given, list | tuple) else [given])]
    return bool(set(rates) & set(per_day(label["timing"])))


def _dose(_: str, label: Line, said: Said) -> bool:
    low, high = amount(label["dose"]), label.get("doseHigh")
    given = amount(said["dose"])
    if "doseHigh" in said:
        return given == low and said["doseHigh"] == high
    # A reader that knows no ranges may give either end; one that knows no strengths may give what a count of units contains.
    ends = [low] if high is None else [low, amount([high, label["dose"][1]])]
    strength = amount(label["strength"]) if "strength" not in said else None
    contained = [((one[0] * strength[0]).normalize(), strength[1]) for one in ends if one and strength]
    return given in [*ends, *contained]


_SAME: Mapping[str, Callable[[str, Line, Said], bool]] = {
    "ingredient": _ingredient,
    "dose": _dose,
    "strength": _strength,
    "perDay": _per_day,
    "timing": _timing,
    "prnReason": _words,
    "duration": _duration,
}
FIELDS: Mapping[str, str] = {
    "ingredient": "ingredient",
    "dose": "dose",
    "strength": "strength",
    "form": "form",
    "route": "route",
    "perDay": "frequency (times a day)",
    "timing": "timing (all of it)",
    "prn": "PRN",
    "prnReason": "PRN reason",
    "duration": "duration",
    "status": "status",
}
