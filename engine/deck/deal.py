"""Deals the cards of one decision: the most serious first, no more than the site wants, each held-back one with its rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from chartside import Analysis, Answer, Card, Outcome
from chartside.explanation import explain, explain_card
from chartside.registry import Broken
from engine.deck.card_json import Propose, card_json, card_uuid
from engine.deck.outcomes import incomplete_card
from engine.deck.strict import violations
from engine.run import Question, failed

_RANK = {"critical": 0, "warning": 1, "info": 2}
# A uuid that no other card of the decision can have.
_INCOMPLETE = -1


@dataclass(frozen=True)
class Result:
    """One run: what was asked with which facts, what was answered, where and how fast."""

    question: Question
    answer: Answer
    pace: str
    spent_ms: float = 0.0
    cites: str = ""
    """The earlier decision whose late answer this is, if it is one."""
    held: str = ""
    """The rule by which it is asked and recorded, and shows no card; none where it may."""

    @property
    def analysis(self) -> Analysis:
        """Return what was asked."""
        return self.question.analysis

    @cached_property
    def explanation(self) -> dict[str, Any]:
        """Return what the answer rests on."""
        return explain(self.analysis, self.question.facts, self.answer)


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A card that was held back, and the rule that did it."""

    rule: str
    card: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Dealt:
    """The cards as they leave, who made each, and what was held back; results hold what became of each run."""

    results: tuple[Result, ...]
    cards: list[dict[str, Any]] = field(default_factory=list)
    makers: dict[str, int] = field(default_factory=dict)
    """Card uuid to the index of its result."""
    suppressed: list[Suppressed] = field(default_factory=list)


def deal(
    results: Sequence[Result],
    decision: str,
    propose: Propose,
    broken: Sequence[Broken],
    *,
    limit: int,
    required: frozenset[str] = frozenset(),
    say_failures: bool = True,
) -> Dealt:
    """Return the cards of a decision.

    A card that would break the specification is our failure: its analysis has then failed, which is recorded and said, and none of
    its cards leaves.
    """
    kept: list[Result] = []
    made: list[tuple[int, dict[str, Any]]] = []
    for result in results:
        try:
            cards = _cards(result, decision, len(made), propose)
        except _Refused as refused:
            kept.append(
                replace(result, answer=failed(result.analysis, f"card refused: {refused}", result.answer.order))
            )
        else:
            made.extend((len(kept), card) for card in cards)
            kept.append(result)
    # sorted() is stable: within one indicator the order of the analyses stands.
    made.sort(key=lambda pair: _RANK[pair[1]["indicator"]])
    dealt = Dealt(tuple(kept))
    for index, card in made:
        dealt.makers[card["uuid"]] = index
        if kept[index].held:
            dealt.suppressed.append(Suppressed(kept[index].held, card))
        elif len(dealt.cards) < limit or card["indicator"] == "critical":
            dealt.cards.append(card)
        else:
            dealt.suppressed.append(Suppressed(f"more than {limit} cards", card))
    said = (
        incomplete_card([r.answer for r in kept], broken, required, card_uuid(decision, _INCOMPLETE))
        if say_failures
        else None
    )
    if said:
        dealt.cards.append(said)
    return dealt


class _Refused(Exception):  # noqa: N818 - a verdict on a card
    """A card that may not leave; the text names the rules, never the content."""


def _cards(result: Result, decision: str, start: int, propose: Propose) -> list[dict[str, Any]]:
    answer = result.answer
    if answer.outcome is not Outcome.ANSWERED:
        return []
    return [_card(result, card, card_uuid(decision, start + i), propose) for i, card in enumerate(answer.cards)]


def _card(result: Result, card: Card, uuid: str, propose: Propose) -> dict[str, Any]:
    explanation = explain_card(result.explanation, card)
    made = card_json(result.analysis, card, uuid, explanation, propose)
    broken_rules = violations({k: v for k, v in made.items() if k != "extension"})
    if broken_rules:
        raise _Refused("; ".join(broken_rules))
    return made
