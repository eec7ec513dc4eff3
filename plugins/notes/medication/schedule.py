"""Put the words for how often together to one FHIR Timing.repeat, or to none where they contradict each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from plugins.notes.medication.answer import number
from plugins.notes.medication.line import Timing
from plugins.notes.medication.number import Number
from plugins.notes.medication.piece import Piece

_FREQUENCY = ("frequency", "frequencyMax", "period", "periodMax", "periodUnit")
_PARTS_OF_DAY = {
    **dict.fromkeys(("MORN", "ACM", "CM", "PCM", "WAKE"), "morning"),
    **dict.fromkeys(("NOON", "ACD", "CD", "PCD", "AFT"), "noon"),
    **dict.fromkeys(("EVE", "ACV", "CV", "PCV"), "evening"),
    **dict.fromkeys(("NIGHT", "HS"), "night"),
}
_LISTS = ("when", "dayOfWeek", "timeOfDay")
CONTRADICTION = "two times that contradict each other"


def schedule(pieces: Sequence[Piece]) -> tuple[Timing | None, str]:
    """Return the timing that the pieces say together, and why there is none where they say one that is not told."""
    merged: dict[str, Any] = {}
    daily = False
    for piece in pieces:
        repeat = filled(piece.value["repeat"], piece.number)
        only = piece.value.get("only")
        if only and not {repeat.get("period"), repeat.get("periodMax", only[0])} <= set(only):
            repeat = {}
        if not repeat:
            return None, "a time that is not told"
        if not _join(merged, repeat):
            return None, CONTRADICTION
        daily = daily or bool(piece.value.get("daily"))
    if daily and "frequency" not in merged and "frequencyMax" not in merged:
        merged = {
            "frequency": len({_PARTS_OF_DAY.get(event, event) for event in merged["when"]}),
            "period": 1,
            "periodUnit": "d",
            **merged,
        }
    if not merged:
        return None, ""
    return Timing(merged, tuple((piece.start, piece.end) for piece in pieces)), ""


def filled(repeat: Mapping[str, Any], said: Number | None) -> dict[str, Any]:
    """Return a repeat with its number in place, and its range; empty where the number is not to be read."""
    found: dict[str, Any] = {}
    for key, value in repeat.items():
        if value != "#":
            found[key] = value
            continue
        if said is None or said.low is None:
            return {}
        if key in {"frequency", "count", "offset", "frequencyMax"} and (said.low != int(said.low) or said.low > 60):  # noqa: PLR2004 - no more than once a minute
            return {}
        found[key] = number(said.low if key != "frequencyMax" or said.high is None else said.high)
        if said.high is not None and key in {"frequency", "period", "count"}:
            found[f"{key}Max"] = number(said.high)
    ordered = {key: found[key] for key in (*_FREQUENCY, *found) if key in found}
    return ordered if _sane(ordered) else {}


def _sane(repeat: Mapping[str, Any]) -> bool:
    """Whether a repeat could be meant: nothing is given every 900 hours or 40 times a day."""
    period, unit = repeat.get("period", 1), repeat.get("periodUnit", "")
    most = {"h": 168, "min": 120, "d": 120, "wk": 52, "mo": 12}.get(unit)
    return (most is None or Decimal(str(period)) <= most) and repeat.get("frequency", 1) <= 24  # noqa: PLR2004 - hours of a day


def _join(merged: dict[str, Any], repeat: Mapping[str, Any]) -> bool:
    """Add one repeat to those before; False where they contradict each other."""
    for key in _LISTS:
        if key in repeat:
            merged[key] = list(dict.fromkeys((*merged.get(key, ()), *repeat[key])))
    theirs = {key: repeat[key] for key in _FREQUENCY if key in repeat}
    ours = {key: merged[key] for key in _FREQUENCY if key in merged}
    if theirs and ours and theirs != ours:
        return False
    merged.update(theirs)
    for key in ("count", "countMax", "offset"):
        if key in repeat:
            if merged.get(key, repeat[key]) != repeat[key]:
                return False
            merged[key] = repeat[key]
    return True
