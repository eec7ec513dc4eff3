"""The table of cues, as a tree of words that finds the longest of them at every place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any, Literal

from plugins.notes.assertion.lexer import lexed

Axis = Literal["certainty", "time", "subject", ""]
Reach = Literal["after", "before", "both", "none"]

_FOLLOWED_BY = " > "
_CHOICE = re.compile(r"\{([^{}]*)\}")
_AFTER_FINAL = frozenset(",;.)|[]")
_END = ""  # no token is empty: under this key of a node stands the rule that ends there


class CueError(ValueError):
    """The table of cues is not as it should be; the message says which entry and what is wrong."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a cue's words say: ``value`` on ``axis``, of what stands ``reach`` of them, as far as ``tokens`` (0: to the end).

    ``stops`` names the kinds of words that end its scope. A rule without an axis says nothing itself: it is a stop of these ``kinds``,
    or words that only look like a cue.
    """

    id: str
    axis: Axis
    value: str
    reach: Reach
    tokens: int
    stops: frozenset[str]
    kinds: frozenset[str]
    final: bool = False
    """Whether the words count only where nothing follows them in their phrase: no of ``Fever: no, cough: yes``."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule whose words are the tokens from ``first`` up to ``last``, that excluded."""

    rule: Rule
    first: int
    last: int


class Cues:
    """All rules, found by their words."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._tree: dict[str, Any] = {}
        self.rules: dict[str, Rule] = {}
        defaults: Mapping[str, Any] = table.get("stops", {})
        for entry in table["cue"]:
            rule = _rule(entry, defaults)
            if rule.id in self.rules:
                raise CueError(f"cue {rule.id} stands twice in the table")
            self.rules[rule.id] = rule
            for phrase in entry["phrases"]:
                self._add(phrase, rule)

    def _add(self, phrase: str, rule: Rule) -> None:
        for words, ahead in _spelled(phrase):
            node = self._tree
            for word in words:
                node = node.setdefault(word, {})
            here = node.setdefault(_END, ())
            for other, _ in here:
                if _contradict(rule, other):
                    raise CueError(f"{' '.join(words)!r} says one thing under {rule.id} and another under {other.id}")
            if (rule, ahead) not in here:
                node[_END] = (*here, (rule, ahead))

    def found(self, words: Sequence[str]) -> list[Hit]:
        """Return the cues among the words of a sentence, in its order: the longest at every place, none inside another."""
        hits: list[Hit] = []
        at = 0
        while at < len(words):
            if words[at] not in self._tree:
                at += 1
                continue
            longest = self._longest(words, at)
            hits += longest
            at = max((hit.last for hit in longest), default=at + 1)
        return hits

    def _longest(self, words: Sequence[str], at: int) -> list[Hit]:
        """Return the hits of the longest phrase that begins here: one for each rule that it stands under."""
        best: list[Hit] = []
        node, here = self._tree, at
        while here < len(words):
            following = node.get(words[here])
            if following is None:
                break
            node, here = following, here + 1
            last = here == len(words) or words[here] in _AFTER_FINAL
            ending = node.get(_END, ())
            best = [Hit(rule, at, here - ahead) for rule, ahead in ending if last or not rule.final] or best
        return best


def _rule(entry: Mapping[str, Any], defaults: Mapping[str, Any]) -> Rule:
    unknown = set(entry) - {"rule", "axis", "value", "reach", "tokens", "stops", "kind", "final", "phrases"}
    if unknown or "rule" not in entry or not entry.get("phrases"):
        raise CueError(f"cue {entry.get('rule', '?')}: needs a rule and phrases; not known: {sorted(unknown)}")
    axis = entry.get("axis", "")
    return Rule(
        entry["rule"],
        axis,
        entry.get("value", ""),
        entry.get("reach", "none"),
        entry.get("tokens", 0),
        frozenset(entry.get("stops", defaults.get(axis, ()))),
        frozenset(entry.get("kind", "").split()),
        entry.get("final", False),
    )


def _contradict(one: Rule, other: Rule) -> bool:
    """Whether two rules of one phrase would say different things of the same words."""
    sides = {one.reach, other.reach}
    apart = sides == {"after", "before"} or "none" in sides
    return one.axis == other.axis and one.value != other.value and not apart and one.final == other.final


def _spelled(phrase: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield the token sequences of a phrase, and how many at their end must follow and are not part of it."""
    parts = _CHOICE.split(phrase)  # every second one is a choice
    choices = [part.split("|") if i % 2 else [part] for i, part in enumerate(parts)]
    for chosen in dict.fromkeys("".join(one) for one in product(*choices)):
        said, _, following = chosen.partition(_FOLLOWED_BY)
        behind = lexed(following, 0, len(following)).words
        yield (*lexed(said, 0, len(said)).words, *behind), len(behind)


@cache
def shipped() -> Cues:
    """Return the cues that come with the plugin."""
    return Cues(tomllib.loads((files("plugins.notes") / "knowledge" / "cues.toml").read_text("utf-8")))
