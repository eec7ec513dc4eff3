"""What must be true of a card before it may leave: the specification's SHALLs, checked on the JSON itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

SUMMARY_LIMIT = 140
_INDICATORS = ("info", "warning", "critical")


def violations(card: Mapping[str, Any]) -> list[str]:
    """Return every way in which a card breaks CDS Hooks 2.0.1, in words without the card's content; none when it may leave."""
    return [f"{identifier}: {said}" for identifier, said, holds in _RULES if not holds(card)] + list(
        _empty(card, "card")
    )


def action_violations(action: Mapping[str, Any]) -> list[str]:
    """Return every way in which a system action breaks CDS Hooks; none when it may leave."""
    whole = [] if _action_is_whole(action) else [_WHOLE]
    return [*whole, *_empty(action, "action")]


_WHOLE = "A1: an action needs type, description and a whole resource or resourceId"


def _actions(card: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for suggestion in card.get("suggestions", ()):
        yield from suggestion.get("actions", ())


def _action_is_whole(action: Mapping[str, Any]) -> bool:
    if not action.get("description"):
        return False
    if action.get("type") == "delete":
        return "/" in action.get("resourceId", "")
    return action.get("type") in ("create", "update") and "resourceType" in action.get("resource", {})


def _recommended_once(card: Mapping[str, Any]) -> bool:
    count = sum(1 for s in card.get("suggestions", ()) if s.get("isRecommended"))
    return count <= 1 or card.get("selectionBehavior") != "at-most-one"


def _chosen_as_known(card: Mapping[str, Any]) -> bool:
    return all(s.get("actionSelectionBehavior", "any") in ("any", "at-most-one") for s in card.get("suggestions", ()))


def _link_is_whole(link: Mapping[str, Any]) -> bool:
    absolute = str(link.get("url", "")).startswith(("https://", "http://"))
    context = "appContext" not in link or link.get("type") == "smart"
    return bool(link.get("label")) and absolute and link.get("type") in ("absolute", "smart") and context


def _source_is_whole(source: Mapping[str, Any]) -> bool:
    url = source.get("url", "https://")
    return bool(source.get("label")) and url.startswith(("https://", "http://")) and "code" in source.get("topic", {})


_RULES: tuple[tuple[str, str, Callable[[Mapping[str, Any]], bool]], ...] = (
    ("K1", "a card needs a uuid", lambda c: bool(c.get("uuid"))),
    ("K2", "a summary has 1 to 139 characters", lambda c: 0 < len(c.get("summary", "")) < SUMMARY_LIMIT),
    ("K4", "an indicator is info, warning or critical", lambda c: c.get("indicator") in _INDICATORS),
    ("K5", "a source needs a label, an absolute url and a topic", lambda c: _source_is_whole(c.get("source", {}))),
    ("K6", "suggestions need a selectionBehavior", lambda c: not c.get("suggestions") or "selectionBehavior" in c),
    (
        "K7",
        "an override reason needs code, system and display",
        lambda c: all({"code", "system", "display"} <= r.keys() for r in c.get("overrideReasons", ())),
    ),
    (
        "S1",
        "a suggestion needs a label and a uuid",
        lambda c: all(s.get("label") and s.get("uuid") for s in c.get("suggestions", ())),
    ),
    ("S2", "at most one suggestion is recommended", _recommended_once),
    ("A1", _WHOLE.removeprefix("A1: "), lambda c: all(map(_action_is_whole, _actions(c)))),
    ("V5", "an actionSelectionBehavior is any or at-most-one", _chosen_as_known),
    (
        "V6",
        "an autolaunchable is true",
        lambda c: all(x.get("autolaunchable", True) is True for x in c.get("links", ())),
    ),
    ("L1", "a link needs label, absolute url and type", lambda c: all(map(_link_is_whole, c.get("links", ())))),
)


def _empty(value: Any, path: str) -> Iterator[str]:
    """Yield each null, empty string, empty list and empty object."""
    if value is None or value in ("", [], {}, ()):
        yield f"T3: {path} is empty; leave it out"
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _empty(item, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _empty(item, f"{path}[]")
