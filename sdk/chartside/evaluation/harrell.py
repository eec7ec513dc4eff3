"""Harrell's C: how often, of two whose order is known, the one said to be at higher risk has the outcome first."""

from __future__ import annotations

from lifelines.utils import concordance_index

from chartside.evaluation.column import Column, numbers, same_length
from chartside.evaluation.follow_up import FollowUp
from chartside.evaluation.refusal import UndefinedError


def harrell_c(follow_up: FollowUp, risks: Column) -> float:
    """Return C of risks on any scale, of which higher is worse; 0.5 is chance, a tie counts half.

    Raises InputError for risks that are missing or of another number, UndefinedError where no pair's order is known.
    """
    said = numbers(risks, "risks")
    same_length(durations=follow_up.durations, risks=said)
    follow_up.some_event("Harrell's C")
    try:
        return float(concordance_index(follow_up.durations, -said, follow_up.events))
    except ZeroDivisionError:
        raise UndefinedError(
            "Harrell's C is not defined: of no two people is it known whose outcome came first"
        ) from None
