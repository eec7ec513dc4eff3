"""One card as CDS Hooks JSON: the plugin's words, its source, what it proposes and what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import UUID, uuid5

from chartside import Analysis, Card
from chartside.actions import Action, Suggestion
from chartside.cards import Link
from chartside.codes import Code
from chartside.explanation import NOT_REVIEWED
from chartside.text import quoted
from engine.clients import Capability
from engine.deck.text import markdown, plain
from fhir_adapter import WriteError

EXPLANATION = "org.chartside.explanation"
Propose = Callable[[Action], dict[str, Any]]
"""Writes one step of a suggestion as a CDS Hooks action; raises WriteError."""
TOPICS = "https://chartside.org/analyses"


def card_uuid(decision: str, index: int) -> str:
    """Name a card by its decision and its place in it, so that a replay names it alike."""
    return str(uuid5(UUID(decision), str(index)))


def card_json(
    analysis: Analysis,
    card: Card,
    uuid: str,
    explanation: Mapping[str, Any],
    propose: Propose,
    *,
    about: str = "",
    understood: Collection[Capability] = (),
) -> dict[str, Any]:
    """Return the card as it leaves, without empty fields.

    ``about`` names the order that it speaks of, where it is about one: a card that does not name it itself says so first.
    ``understood`` is what of CDS Hooks 3.0 the client was registered for; nothing else of it is sent.

    A suggestion that cannot be made valid FHIR, most often because the draft came without an id, costs the clinician the suggestion
    and not the advice; the card says so.
    """
    source = card.source or analysis.sources[0]
    topic = card.topic or analysis.topic or Code(TOPICS, analysis.id, analysis.title)
    allowed = {s.url for s in analysis.sources} | {source.url}
    suggestions, unwritten = _suggestions(card, uuid, propose, understood)
    named = not about or about.casefold() in f"{card.summary} {card.detail}".casefold()
    notes = [
        "" if named else f"About the order: {quoted(about, 120)}.",
        card.detail,
        *unwritten,
        "" if analysis.reviewed_by else f"_{NOT_REVIEWED}_",
    ]
    made: dict[str, Any] = {
        "uuid": uuid,
        "summary": plain(card.summary),
        "indicator": card.indicator,
        "source": {"label": plain(source.title), "url": source.url, "topic": coding(topic)},
    }
    detail = markdown("\n\n".join(n for n in notes if n), allowed)
    if detail:
        made["detail"] = detail
    if suggestions:
        made |= {"suggestions": suggestions, "selectionBehavior": _behavior(card, understood)}
    if card.reasons:
        made["overrideReasons"] = [coding(r) for r in card.reasons]
    if card.links:
        made["links"] = [_link(link, understood) for link in card.links]
    return made | {"extension": {EXPLANATION: explanation}}


def coding(code: Code) -> dict[str, str]:
    """Return a Coding without empty fields."""
    shown = {"system": code.system, "code": code.value, "display": plain(code.display)}
    return {k: v for k, v in shown.items() if v}


def _link(link: Link, understood: Collection[Capability]) -> dict[str, Any]:
    made: dict[str, Any] = {"label": plain(link.label), "url": link.url, "type": link.type}
    if link.app_context:
        made["appContext"] = link.app_context
    if link.autolaunch and "autolaunch" in understood:
        made["autolaunchable"] = True
    return made


def _behavior(card: Card, understood: Collection[Capability]) -> str:
    """Return how many suggestions may be chosen: one, but where a single suggestion's actions had to become suggestions."""
    only = card.suggestions[0].choose if len(card.suggestions) == 1 else "all"
    return "any" if only == "any" and "action-selection" not in understood else "at-most-one"


def _suggestions(
    card: Card, uuid: str, propose: Propose, understood: Collection[Capability]
) -> tuple[list[dict[str, Any]], list[str]]:
    made: list[dict[str, Any]] = []
    unwritten: list[str] = []
    for index, suggestion in enumerate(card.suggestions):
        try:
            made += _suggestion(suggestion, str(uuid5(UUID(uuid), str(index))), propose, understood)
        except WriteError as error:
            unwritten.append(f"The suggestion to act on this cannot be offered: {error}.")
    return made, unwritten


def _suggestion(
    suggestion: Suggestion, uuid: str, propose: Propose, understood: Collection[Capability]
) -> list[dict[str, Any]]:
    made: dict[str, Any] = {"label": plain(suggestion.label), "uuid": uuid}
    if suggestion.recommended:
        made["isRecommended"] = True
    actions = [propose(a) for a in suggestion.actions]
    if suggestion.choose == "all" or len(actions) < 2:  # noqa: PLR2004 - nothing to choose among
        return [made | ({"actions": actions} if actions else {})]
    if "action-selection" in understood:
        return [made | {"actions": actions, "actionSelectionBehavior": suggestion.choose}]
    # To a client of 2.0 the actions of one suggestion belong together: each is a suggestion of its own, and none is recommended more.
    return [
        {
            "label": plain(f"{suggestion.label}: {action['description']}"),
            "uuid": str(uuid5(UUID(uuid), str(n))),
            "actions": [action],
        }
        for n, action in enumerate(actions)
    ]
