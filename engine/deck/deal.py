"""Deals the cards of one decision: the most serious first, no more than the site wants, each held-back one with its rule."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import structlog

from chartside import Analysis, Answer, Card, Order, Outcome, SystemAction
from chartside.explanation import explain, explain_card
from chartside.registry import Broken
from engine.clients import Capability
from engine.deck.card_json import Propose, card_json, card_uuid
from engine.deck.outcomes import incomplete_card
from engine.deck.strict import violations
from engine.deck.system_actions import NOT_ALLOWED, Clash, Written, repeats, written
from engine.run import Question, failed
from fhir_adapter import WriteError

log = structlog.get_logger("chartside.deck")
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
    system_actions: list[Written] = field(default_factory=list)
    """What the EHR shall apply by itself."""
    held_actions: list[tuple[int, str, SystemAction]] = field(default_factory=list)
    """What was not let out: of which result, by which rule."""

    @property
    def body(self) -> dict[str, Any]:
        """Return cards and system actions as they leave."""
        return {"cards": self.cards} | (
            {"systemActions": [a.json for a in self.system_actions]} if self.system_actions else {}
        )

    @property
    def bases(self) -> list[dict[str, Any]]:
        """Return what each system action rests on, in their order."""
        return [
            {
                "basis": list(a.asked.basis),
                "explanation": self.results[a.index].explanation
                | ({"working": dict(a.asked.working)} if a.asked.working else {}),
            }
            for a in self.system_actions
        ]


def deal(
    results: Sequence[Result],
    decision: str,
    propose: Propose,
    broken: Sequence[Broken],
    *,
    limit: int,
    required: frozenset[str] = frozenset(),
    say_failures: bool = True,
    understood: Collection[Capability] = (),
    may_act: Collection[str] = (),
) -> Dealt:
    """Return the cards of a decision, and what of it the EHR shall apply by itself.

    ``understood`` is what of CDS Hooks 3.0 the client was registered for; ``may_act`` are the analyses whose system actions the site
    lets out. What would break the specification is our failure: its analysis has then failed, which is recorded and said, and nothing
    of it leaves.
    """
    kept: list[Result] = []
    made: list[tuple[int, dict[str, Any]]] = []
    acting: list[tuple[int, SystemAction]] = []
    held: list[tuple[int, str, SystemAction]] = []
    for result in results:
        index, rule = len(kept), result.held or ("" if result.analysis.id in may_act else NOT_ALLOWED)
        asked = [(index, action) for action in result.answer.system_actions]
        try:
            cards = _cards(result, decision, len(made), propose, understood)
            _writable([*acting, *asked] if not rule else asked, propose)
        except _Refused as refused:
            kept.append(
                replace(result, answer=failed(result.analysis, f"card refused: {refused}", result.answer.order))
            )
        except Exception as error:  # noqa: BLE001 - what a card holds may be anything
            # A field of the wrong type, which a stranger's card may have in any place: its analysis has failed, and no other.
            log.error("card not writable", analysis=result.analysis.id, error=type(error).__name__)  # noqa: TRY400 - it may hold patient data
            reason = f"its card cannot be written ({type(error).__name__})"
            kept.append(replace(result, answer=failed(result.analysis, reason, result.answer.order)))
        else:
            made.extend((index, card) for card in cards)
            acting += [] if rule else asked
            held += [(index, rule, action) for _, action in asked] if rule else []
            kept.append(_saying(result, rule) if rule and asked else result)
    # sorted() is stable: within one indicator the order of the analyses stands.
    made.sort(key=lambda pair: _RANK[pair[1]["indicator"]])
    dealt = Dealt(tuple(kept), system_actions=written(acting, propose), held_actions=held)
    applied = [action.json for action in dealt.system_actions]
    for index, whole in made:
        card = _unrepeated(whole, applied)
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


def _saying(result: Result, rule: str) -> Result:
    """Say in the outcome that its system actions were held back."""
    return replace(result, answer=replace(result.answer, reason=f"{result.answer.reason}; held back: {rule}"))


def _writable(asked: Sequence[tuple[int, SystemAction]], propose: Propose) -> None:
    """Raise _Refused where these system actions cannot be applied together."""
    try:
        written(asked, propose)
    except (Clash, WriteError) as error:
        raise _Refused(str(error)) from None


def _unrepeated(card: dict[str, Any], applied: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Leave out suggestions of what is applied anyway: a system action is not offered a second time."""
    suggestions = card.get("suggestions", ())
    left = [s for s in suggestions if not repeats(s, applied)]
    if len(left) == len(suggestions):
        return card
    bare = {name: value for name, value in card.items() if name not in ("suggestions", "selectionBehavior")}
    return {**card, "suggestions": left} if left else bare


def _cards(
    result: Result, decision: str, start: int, propose: Propose, understood: Collection[Capability]
) -> list[dict[str, Any]]:
    answer = result.answer
    if answer.outcome is not Outcome.ANSWERED:
        return []
    return [
        _card(result, card, card_uuid(decision, start + i), propose, understood) for i, card in enumerate(answer.cards)
    ]


def _card(
    result: Result, card: Card, uuid: str, propose: Propose, understood: Collection[Capability]
) -> dict[str, Any]:
    explanation = explain_card(result.explanation, card)
    about = _order_of(result)
    made = card_json(result.analysis, card, uuid, explanation, propose, about=about, understood=understood)
    broken_rules = violations({k: v for k, v in made.items() if k != "extension"})
    if broken_rules:
        raise _Refused("; ".join(broken_rules))
    return made


def _order_of(result: Result) -> str:
    """Name the draft order that a run was about, in the order's own words; nothing where it was about none."""
    ref = result.answer.order
    order = (
        next((f for f in result.question.facts.values() if isinstance(f, Order) and f.ref == ref), None)
        if ref
        else None
    )
    if order is None:
        return ""
    return order.display or next((code.display or code.value for code in order.codings if code), "")
