"""Ask one analysis with facts in hand and hold it to the contract: one outcome, cards with a basis, working, what was missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from chartside.analysis import Analysis
from chartside.cards import Card
from chartside.facts import Derived, Fact, Found
from chartside.missing import Missing
from chartside.outcome import CannotTell, NotApplicable, Outcome, Quiet
from chartside.system_actions import SystemAction
from chartside.working import tidy

MOST = 100
"""So much may one analysis yield when it is asked once: cards, derived facts and words together."""


class ContractError(Exception):
    """An analysis broke its promise; the message names the promise and the mend, never patient data."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One declared input that was not there, or not whole."""

    name: str
    missing: Missing
    effect: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one analysis for one question; iterating gives its cards."""

    analysis: str
    version: str
    outcome: Outcome
    reason: str
    cards: tuple[Card, ...] = ()
    working: Mapping[str, Any] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()
    order: str = ""
    derived: tuple[Derived, ...] = ()
    system_actions: tuple[SystemAction, ...] = ()

    def __iter__(self) -> Any:
        return iter(self.cards)

    def __len__(self) -> int:
        return len(self.cards)


def answer(analysis: Analysis, facts: Mapping[str, Any]) -> Answer:
    """Run an analysis on facts, one value for each declared input but those that travel with the plugin.

    Raises ContractError where the analysis yields what it may not, or a card without a basis; whatever the analysis itself raises
    passes through, for the engine to contain.
    """
    facts = {**{name: one.resolve() for name, one in analysis.injected.items() if name not in facts}, **facts}
    gaps = _gaps(analysis, facts)
    lacking = [g for g in gaps if analysis.inputs[g.name].required and not _present(facts[g.name])]
    if lacking:
        reason = "; ".join(f"{_spoken(g.name)}: {g.missing}" for g in lacking)
        return _answer(analysis, Outcome.CANNOT_TELL, reason, (), {"missing": [g.name for g in lacking]}, gaps)
    cards, derived, actions, words = _said(analysis, facts)
    _check_basis(analysis, cards, derived, actions, _refs(facts))
    cards = [replace(card, working=_tidied(analysis, card.working)) for card in cards]
    others = _tidied(analysis, {k: v for said in (*words, *actions) for k, v in said.working.items()})
    working = {**others, **{k: v for card in cards for k, v in card.working.items()}}
    # What the analysis took from elsewhere is no gap; its working says so.
    gaps = tuple(g for g in gaps if g.name not in working.get("stood_in", ()))
    known = {g.name for g in gaps}
    gaps = (*gaps, *(g for w in words if isinstance(w, CannotTell) for g in _lacks(w) if g.name not in known))
    if cards or derived or actions:
        if any(isinstance(w, NotApplicable) for w in words):
            raise ContractError(f"{analysis.id} yielded a card and NotApplicable; one of them is not true")
        reason = "; ".join(_summed(cards, derived, actions, words))
        answered = _answer(analysis, Outcome.ANSWERED, reason, tuple(cards), working, gaps)
        return replace(answered, derived=tuple(derived), system_actions=tuple(actions))
    for kind, outcome in _BY_WORD:
        reasons = [w.reason for w in words if isinstance(w, kind)]
        if reasons:
            return _answer(analysis, outcome, "; ".join(reasons), (), working, gaps)
    if gaps:
        reason = "; ".join(f"{_spoken(g.name)}: {g.missing}" for g in gaps)
        return _answer(analysis, Outcome.CANNOT_TELL, reason, (), working, gaps)
    return _answer(analysis, Outcome.ANSWERED, "nothing to report", (), working, gaps)


_PARTLY = {"conflicting": "what contradicts itself is left out", "unit": "what is in an unknown unit is left out"}
# The most careful word wins when an analysis says several.
_BY_WORD = (
    (CannotTell, Outcome.CANNOT_TELL),
    (NotApplicable, Outcome.NOT_APPLICABLE),
    (Quiet, Outcome.ANSWERED),
)


def _answer(
    analysis: Analysis,
    outcome: Outcome,
    reason: str,
    cards: tuple[Card, ...],
    working: Mapping[str, Any],
    gaps: tuple[Gap, ...],
) -> Answer:
    return Answer(analysis.id, analysis.version, outcome, reason, cards, working, gaps)


def unasked(analysis: Analysis, word: NotApplicable | CannotTell, order: str = "") -> Answer:
    """Return the answer of an analysis that was not asked, because what is known without asking it decides."""
    outcome = Outcome.CANNOT_TELL if isinstance(word, CannotTell) else Outcome.NOT_APPLICABLE
    gaps = tuple(_lacks(word)) if isinstance(word, CannotTell) else ()
    return Answer(analysis.id, analysis.version, outcome, word.reason, gaps=gaps, order=order)


def _lacks(word: CannotTell) -> Iterator[Gap]:
    for name, what in word.lacks.items():
        yield Gap(name, Missing("incomplete", what), "nothing can be said without it")


def _present(value: Any) -> bool:
    return value.known if isinstance(value, Found) else not isinstance(value, Missing)


def _gaps(analysis: Analysis, facts: Mapping[str, Any]) -> tuple[Gap, ...]:
    gaps = []
    for name, declared in analysis.inputs.items():
        if name not in facts:
            raise ContractError(f"{analysis.id} was asked without a value for {name!r}")
        value = facts[name]
        if isinstance(value, Missing):
            effect = "nothing can be said without it" if declared.required else "not taken into account"
            gaps.append(Gap(name, value, effect))
        elif isinstance(value, Found) and value.unknown is not None:
            effect = _PARTLY.get(value.unknown.reason, "more may exist than was seen")
            effect = effect if value.items else "neither present nor absent is known"
            gaps.append(Gap(name, value.unknown, effect))
    return tuple(gaps)


def _refs(facts: Mapping[str, Any]) -> set[str]:
    refs = set()
    for value in facts.values():
        refs |= (
            {f.ref for f in value} if isinstance(value, Found) else {value.ref} if isinstance(value, Fact) else set()
        )
    return refs


_Word = Quiet | NotApplicable | CannotTell


def _said(
    analysis: Analysis, facts: Mapping[str, Any]
) -> tuple[list[Card], list[Derived], list[SystemAction], list[_Word]]:
    """Run the analysis and sort what it yields."""
    cards: list[Card] = []
    derived: list[Derived] = []
    actions: list[SystemAction] = []
    words: list[_Word] = []
    for count, said in enumerate(analysis.run(**facts), 1):
        if count > MOST:
            raise ContractError(f"{analysis.id} yielded more than {MOST} cards and words; nobody reads as many")
        if isinstance(said, Card):
            cards.append(said)
        elif isinstance(said, Derived):
            derived.append(_provided(analysis, said, len(derived)))
        elif isinstance(said, SystemAction):
            actions.append(said)
        elif isinstance(said, _Word):
            words.append(said)
        else:
            raise ContractError(
                f"{analysis.id} yielded {type(said).__name__}; yield Card, Quiet, NotApplicable or CannotTell"
            )
    return cards, derived, actions, words


def _summed(
    cards: list[Card], derived: list[Derived], actions: list[SystemAction], words: list[_Word]
) -> Iterator[str]:
    """Yield what was answered, a phrase each."""
    if cards:
        yield f"{len(cards)} card{'s' * (len(cards) > 1)}"
    if derived:
        yield f"provides {', '.join(dict.fromkeys(d.display or d.name for d in derived))}"
    if actions:
        yield f"{len(actions)} system action{'s' * (len(actions) > 1)}"
    yield from (f"cannot tell: {w.reason}" for w in words if isinstance(w, CannotTell))


def _provided(analysis: Analysis, fact: Derived, index: int) -> Derived:
    """Give a derived fact the name by which its readers cite it."""
    if analysis.provides is None or fact.name != analysis.provides.name:
        raise ContractError(
            f"{analysis.id} yielded a derived fact that it does not declare; put @provides(...) above @analysis"
        )
    return replace(fact, by=analysis.id, ref=f"derived/{analysis.id}/{index}", origin="derived")


def _check_basis(
    analysis: Analysis, cards: list[Card], derived: list[Derived], actions: list[SystemAction], given: set[str]
) -> None:
    resting = [("a card", card.basis) for card in cards] + [("a derived fact", fact.basis) for fact in derived]
    resting += [("a system action", action.basis) for action in actions]
    for what, basis in resting:
        if not basis:
            raise ContractError(f"{analysis.id} yielded {what} without a basis; cite its facts with .because(...)")
        if not set(basis) <= given:
            raise ContractError(f"{analysis.id} cited a fact that it was not given; cite only declared inputs")


def _tidied(analysis: Analysis, working: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return tidy(working)
    except ValueError as error:
        raise ContractError(f"{analysis.id} explains itself with {error}") from None


def _spoken(name: str) -> str:
    return name.replace("_", " ")
