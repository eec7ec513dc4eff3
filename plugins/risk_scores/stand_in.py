"""What an input of a score is taken to be where nobody states it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from plugins.risk_scores.condition import Condition, as_value, every, some
from plugins.risk_scores.formulas.stand_in import STAND_INS
from plugins.risk_scores.item import Item, points_of
from plugins.risk_scores.site import Site
from plugins.risk_scores.values import Value, Values, known_of


@dataclass(frozen=True, slots=True)
class StandIn:
    """What an input is taken to be where nobody states it.

    ``any``: true where one of these comparisons holds, false where none does; with ``any_known`` those that are not known do not matter
    beside one that is; with ``no``, false only where one of those holds. ``every``: true where all hold. ``words``: the word of the first
    comparison that holds. ``false_without``: false where another input is. ``sum``: the points of these items. ``input``: another, in its
    unit. ``formula``: one of the stand-ins. ``setting``: what the site says once for all. ``usual``: what it is where nothing else says so.
    """

    any: tuple[Condition, ...] = ()
    any_known: bool = False
    no: tuple[Condition, ...] = ()
    every: tuple[Condition, ...] = ()
    words: tuple[tuple[Condition, str], ...] = ()
    false_without: str = ""
    sum: tuple[Item, ...] = ()
    input: str = ""
    divided_by: Decimal = Decimal(1)
    formula: str = ""
    setting: str = ""
    usual: Value | None = None

    @classmethod
    def read(cls, entry: Mapping[str, Any]) -> StandIn:
        """Make it of an input's entry in the table."""
        given = entry.get("or_from", {})
        return cls(
            any=tuple(Condition.read(one) for one in entry.get("or_any", ())),
            any_known=entry.get("any_known", False),
            no=tuple(Condition.read(one) for one in entry.get("or_no", ())),
            every=tuple(Condition.read(one) for one in entry.get("or_all", ())),
            words=tuple((Condition.read(one), one["word"]) for one in entry.get("or_words", ())),
            false_without=entry.get("false_without", ""),
            sum=tuple(Item.read(one) for one in entry.get("or_sum", ())),
            input=given.get("input", ""),
            divided_by=Decimal(given.get("divided_by", 1)),
            formula=given.get("formula", ""),
            setting=entry.get("setting", ""),
            usual=as_value(entry["usual"]) if "usual" in entry else None,
        )

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Return every comparison that is made."""
        summed = (condition for item in self.sum for condition in item.conditions)
        return (*self.any, *self.no, *self.every, *(condition for condition, _ in self.words), *summed)

    @property
    def reads(self) -> frozenset[str]:
        """Return the names of the inputs that it looks at."""
        looked_at = {c.input for c in self.conditions} | ({self.input} if self.input else set())
        return frozenset(looked_at) | (STAND_INS[self.formula][1] if self.formula else frozenset())

    def value(self, values: Values, site: Site) -> Value | None:
        """Return what can be said from the other inputs or from the site's settings, or None."""
        found = site.get(self.setting) if self.setting else self._found(values)
        return self.usual if found is None else found

    def _found(self, values: Values) -> Value | None:
        if self.false_without and values.get(self.false_without) is False:
            return False
        if self.every:
            return every(one.holds(values) for one in self.every)
        if self.no:
            if some(one.holds(values) for one in self.any):
                return True
            return False if some(one.holds(values) for one in self.no) else None
        if self.any:
            truths = [one.holds(values) for one in self.any]
            known = [truth for truth in truths if truth is not None]
            return some(known if self.any_known and known else truths)
        if self.words:
            return next((word for condition, word in self.words if condition.holds(values)), None)
        if self.formula:
            return STAND_INS[self.formula][0](values)
        if self.sum:
            open_still = [name for item in self.sum for name in item.lacks(values)]
            return None if open_still else points_of(self.sum, known_of(values))
        other = values.get(self.input) if self.input else None
        return other / self.divided_by if isinstance(other, Decimal) else other
