"""Hold the doses of one medicine together: what is taken on some days and what on the others is told whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plugins.notes.medication.piece import Piece
from plugins.notes.medication.step import Step

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAILY = {"frequency": 1, "period": 1, "periodUnit": "d"}


def whole(steps: Sequence[Step]) -> list[Step]:
    """Return the steps whose dose can be told; the first alone, and without a dose, where the others cannot."""
    for step in steps:
        _leave_out(step)
    _fill_other_days(steps)
    told = [step for k, step in enumerate(steps) if k == 0 or step.timings or step.durations]
    if _broken(steps):
        steps[0].turns = True
        return [steps[0]]
    return told


def _leave_out(step: Step) -> None:
    """Make "daily except Sunday" the six other days."""
    if step.excepted is None:
        return
    days = _days(step.excepted)
    daily = [p for p in step.timings if p is not step.excepted]
    if step.turns:
        step.timings[:] = daily
        return
    if not days or any(_repeat(p) != _DAILY for p in daily):
        step.turns = True
        return
    step.timings[:] = [*daily, _on(step.excepted, [day for day in WEEK if day not in days])]


def _fill_other_days(steps: Sequence[Step]) -> None:
    """Give "all other days" the days that no other step names, where each of them names days."""
    for step in steps:
        rest = [p for p in step.timings if p.value.get("rest")]
        if not rest:
            continue
        named = [{day for p in other.timings for day in _days(p)} for other in steps if other is not step]
        days = [day for day in WEEK if not any(day in one for one in named)]
        clear = named and all(named) and days and len(rest) == len(step.timings) == 1
        if not clear:
            steps[0].turns = True
            return
        step.timings[:] = [_on(rest[0], days)]


def _broken(steps: Sequence[Step]) -> bool:
    """Whether a schedule of several doses has one without its time, or two for the same day."""
    if any(step.turns for step in steps):
        return True
    first = steps[0]
    if len(steps) == 1 or not first.timings or not first.measured():
        return False
    if any(_lacks_its_time(first, step) for step in steps[1:]):
        return True
    repeats = [[_repeat(p) for p in step.timings] for step in steps if step.measured() and not step.durations]
    days = any("dayOfWeek" in one for step in repeats for one in step)
    return days and any(step == [_DAILY] for step in repeats)


def _lacks_its_time(first: Step, step: Step) -> bool:
    """Whether a second dose is said without its time; behind a full stop it may be that of a name nobody knows."""
    if not step.measured() or step.timings or step.durations:
        return False
    parts = any({"when", "dayOfWeek", "timeOfDay"} & set(_repeat(p)) for p in first.timings)
    same = {held.amount.sort for held in first.amounts} & {held.amount.sort for held in step.amounts}
    return bool(same) and (parts or not step.apart)


def _on(piece: Piece, days: Sequence[str]) -> Piece:
    return piece._replace(value={"repeat": {"dayOfWeek": list(days)}})


def _days(piece: Piece) -> Sequence[str]:
    found: Sequence[str] = _repeat(piece).get("dayOfWeek", ())
    return found


def _repeat(piece: Piece) -> Mapping[str, Any]:
    found: Mapping[str, Any] = piece.value.get("repeat", {})
    return found
