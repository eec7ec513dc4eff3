"""How far a plugin has come: the scale as data, what a plugin claims, and what its checks and its manifest show."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from chartside.manifest.sides import unshown

if TYPE_CHECKING:
    from chartside.manifest.card import Manifest
    from chartside.manifest.table import Table

Standing = Literal["done", "todo", "exempt", "contradicted"]
TODO = "todo: nothing is said about it"
_CLAIM = re.compile(r"done|(todo|exempt)\s*:\s*\S.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the scale; ``checks`` are the contract checks that prove it, ``shown`` what a manifest itself shows."""

    id: str
    level: str
    says: str
    checks: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """How one rule stands for one plugin, and why."""

    rule: Rule
    standing: Standing
    why: str = ""


@dataclass(frozen=True, slots=True)
class Quality:
    """The level that a plugin has reached (empty: none), and how each rule stands."""

    level: str
    rules: tuple[Judged, ...]

    @property
    def contradicted(self) -> tuple[Judged, ...]:
        """Return the rules that are claimed to be done, and are shown not to be."""
        return tuple(one for one in self.rules if one.standing == "contradicted")


@dataclass(frozen=True, slots=True)
class Scale:
    """The levels from the lowest, and their rules by id."""

    version: str
    levels: tuple[str, ...]
    rules: Mapping[str, Rule]


@cache
def scale() -> Scale:
    """Return the scale as this version of the SDK knows it."""
    read = tomllib.loads((files(__package__) / "knowledge" / "quality.toml").read_text("utf-8"))
    rules = {
        id: Rule(id, rule["level"], rule["says"], tuple(rule.get("checks", ())), tuple(rule.get("shown", ())))
        for id, rule in read["rules"].items()
    }
    return Scale(read["version"], tuple(read["levels"]), rules)


def read_claims(table: Table) -> Mapping[str, str]:
    """Return what is claimed of each rule."""
    claims: dict[str, str] = {}
    for id in scale().rules:
        claims[id] = table.text(id, TODO)
        if not _CLAIM.fullmatch(claims[id]):
            table.say(id, "says neither done nor todo nor exempt", 'Write "done", "todo: what" or "exempt: why".')
    table.end(known=scale().rules)
    return claims


def judge(manifest: Manifest, failing: Iterable[str] = ()) -> Quality:
    """Judge a plugin by its claims, by what its manifest shows, and by the names of the contract checks that fail."""
    failed = frozenset(failing)
    judged = tuple(_judged(rule, manifest, failed) for rule in scale().rules.values())
    reached = ""
    for level in scale().levels:
        if any(one.standing not in ("done", "exempt") for one in judged if one.rule.level == level):
            break
        reached = level
    return Quality(reached, judged)


def _judged(rule: Rule, manifest: Manifest, failed: frozenset[str]) -> Judged:
    claim = manifest.quality.get(rule.id, TODO)
    word, _, why = claim.partition(":")
    if word != "done":
        return Judged(rule, "exempt" if word == "exempt" else "todo", why.strip())
    against = [f"the check {check} fails" for check in rule.checks if any(name.startswith(check) for name in failed)]
    against += [said for name in rule.shown for said in _SHOWN[name](manifest)]
    return Judged(rule, "contradicted", "; ".join(against)) if against else Judged(rule, "done")


def _reviewed(manifest: Manifest) -> list[str]:
    return [f"nobody has reviewed {id}" for id, card in manifest.analyses.items() if not card.reviewed]


def _excused(manifest: Manifest) -> list[str]:
    cards = manifest.analyses.items()
    return [f"{check} is expected to fail for {id}" for id, card in cards for check in card.expected_failures]


def _reachable(manifest: Manifest) -> list[str]:
    given = not manifest.plugin.contact.startswith(("not available", "none", "todo"))
    return [] if given else ["no contact is given"]


def _sides(manifest: Manifest) -> list[str]:
    return [f"{id} has no example {said}" for id, card in manifest.analyses.items() for said in unshown(card)]


_SHOWN: Mapping[str, Callable[[Manifest], list[str]]] = {
    "reviewed": _reviewed,
    "no_expected_failures": _excused,
    "contact_given": _reachable,
    "examples_on_both_sides": _sides,
}
