"""Asks those who derive a fact before those who read it, and carries over what they said, or why they said nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from chartside import Analysis, Derived, DerivedKind, Missing, Outcome
from chartside.inputs import DerivedRequest
from chartside.registry import Registry
from engine.deck import Result
from engine.deck.outcomes import is_late

Told = dict[str, Derived | Missing]
"""What is known of each derived fact so far, by the name of its kind."""
ONLY_FOR_ITS_FACT = "asked only for the fact that it provides"


def in_rounds(analyses: Iterable[Analysis], registry: Registry) -> tuple[tuple[Analysis, ...], ...]:
    """Return these analyses and every provider that they need, in the fewest rounds: whom a round reads from was asked in an earlier one.

    The registry holds no circle, so there is an end.
    """
    depths: dict[str, int] = {}
    known: dict[str, Analysis] = {}

    def depth(analysis: Analysis) -> int:
        if analysis.id not in depths:
            known[analysis.id] = analysis
            providers = [p for p in map(registry.provider, analysis.needs) if p is not None]
            depths[analysis.id] = 1 + max(map(depth, providers), default=-1)
        return depths[analysis.id]

    for analysis in analyses:
        depth(analysis)
    last = max(depths.values(), default=-1)
    return tuple(tuple(known[id] for id in sorted(depths) if depths[id] == level) for level in range(last + 1))


def tell(results: Sequence[Result], told: Told) -> None:
    """Add what the results of one round say of the facts that they provide."""
    for result in results:
        kind = result.analysis.provides
        if kind is not None:
            told[kind.name] = _told(kind, result)


def facts_of(analysis: Analysis, told: Mapping[str, Derived | Missing]) -> dict[str, Derived | Missing]:
    """Return the derived inputs of an analysis; of a kind that nobody installed tells, that."""
    return {
        name: _of(declared.request.what, told)
        for name, declared in analysis.inputs.items()
        if isinstance(declared.request, DerivedRequest)
    }


def _of(kind: DerivedKind, told: Mapping[str, Derived | Missing]) -> Derived | Missing:
    unprovided = Missing("not-provided", f"nothing that is installed tells {kind.display}")
    return told.get(kind.name, unprovided)


def _told(kind: DerivedKind, result: Result) -> Derived | Missing:
    answer, name = result.answer, result.analysis.id
    if result.held and result.held != ONLY_FOR_ITS_FACT:
        return Missing("not-permitted", f"{name} is in {result.held}")
    if is_late(answer):
        return Missing("deadline", f"{name} was not ready in time")
    match answer.outcome:
        case Outcome.FAILED:
            return Missing("fetch-failed", f"{name} failed")
        case Outcome.CANNOT_TELL:
            return Missing("incomplete", f"{name} cannot tell: {answer.reason}")
        case Outcome.NOT_APPLICABLE:
            return Missing("not-permitted" if result.pace == "unasked" else "not-found", f"{name}: {answer.reason}")
    said = {fact.value: fact for fact in answer.derived if fact.name == kind.name}
    if len(said) > 1:
        return Missing("conflicting", f"{name} gives more than one {kind.display}")
    return next(iter(said.values()), None) or Missing("not-found", f"{name}: {answer.reason}")
