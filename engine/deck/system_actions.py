"""System actions as CDS Hooks JSON: what the EHR applies by itself, where the site lets an analysis ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from chartside import SystemAction
from chartside.actions import Action
from engine.deck.card_json import Propose
from engine.deck.strict import action_violations

NOT_ALLOWED = "system actions are not allowed for this analysis"


class Clash(Exception):  # noqa: N818 - a verdict on actions
    """What may not be applied by itself; the text names the rule, never the content."""


@dataclass(frozen=True, slots=True)
class Written:
    """One system action as it leaves, with those whose wishes it holds: two notes on one order are one update."""

    index: int
    """Of the result that asked for it."""
    asked: SystemAction
    json: dict[str, Any]


def written(asked: Iterable[tuple[int, SystemAction]], propose: Propose) -> list[Written]:
    """Return the actions as they leave.

    Notes on one order become one update, because each update holds the whole resource and the last would undo the others. Raises
    Clash where two would change one order in different ways, and WriteError where one is no valid FHIR.
    """
    merged: dict[str, tuple[int, SystemAction]] = {}
    for number, (index, one) in enumerate(asked):
        key = one.action.ref or f"order {number}"
        if key not in merged:
            merged[key] = index, one
            continue
        first, before = merged[key]
        if {before.action.type, one.action.type} != {"annotate"}:
            raise Clash("two system actions change one order")
        merged[key] = (
            first,
            replace(
                before,
                action=_both(before.action, one.action),
                basis=tuple(dict.fromkeys((*before.basis, *one.basis))),
                working={**before.working, **one.working},
            ),
        )
    made = [Written(index, one, propose(one.action)) for index, one in merged.values()]
    for action in made:
        if broken := action_violations(action.json):
            raise Clash("; ".join(broken))
    return made


def _both(one: Action, other: Action) -> Action:
    said = dict.fromkeys((one.description, other.description))
    return replace(one, description="; ".join(said), coverage=tuple(dict.fromkeys((*one.coverage, *other.coverage))))


def repeats(suggestion: Mapping[str, Any], actions: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a suggestion offers nothing but what is applied anyway."""
    applied = [_effect(action) for action in actions]
    offered = [_effect(action) for action in suggestion.get("actions", ())]
    return bool(offered) and all(effect in applied for effect in offered)


def _effect(action: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in action.items() if name != "description"}
