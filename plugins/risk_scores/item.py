"""One line of a point table: which inputs it looks at, and how many points they give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from plugins.risk_scores.condition import SIDES, Condition, every, some
from plugins.risk_scores.values import Known, Line, Scored, Values, number


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a point table.

    It gives the points of the first of its ``bands`` that holds, from the top, else ``otherwise``; each band is a choice of conditions
    (any of them) with its points. An item with ``each`` gives so many points for each unit of its input. Where ``when`` does not hold,
    it gives none.
    """

    name: str
    bands: tuple[tuple[tuple[Condition, ...], Decimal], ...]
    when: tuple[Condition, ...] = ()
    otherwise: Decimal = Decimal(0)
    reads: frozenset[str] = frozenset()
    """The names of the inputs that it looks at."""
    each: tuple[str, Decimal] | None = None
    """The input whose number is itself the points, and how often it counts (PSI: a point for each year of age)."""

    @classmethod
    def read(cls, entry: Mapping[str, Any]) -> Item:
        """Make an item of its entry in the table."""
        shown, name = entry.get("input", ""), entry.get("name") or entry["input"]
        bands: list[tuple[tuple[Condition, ...], Any]]
        if "words" in entry:
            bands = [((Condition(shown, "is", word),), points) for word, points in entry["words"].items()]
        elif "each" in entry:
            bands = []
        elif "bands" in entry:
            bands = [(_choice(band, shown), band["points"]) for band in entry["bands"]]
        elif "any" in entry:
            bands = [(_choice(entry, shown), entry["points"])]
        else:  # a comparison of its own, or simply that the input is so
            bands = [((Condition.read({"is": True, **entry} if not SIDES & entry.keys() else entry),), entry["points"])]
        when = tuple(Condition.read(one) for one in entry.get("when", ()))
        read = tuple((c, Decimal(p)) for c, p in bands)
        asked = [*when, *(condition for choice, _ in read for condition in choice)]
        each = (shown, Decimal(entry["each"])) if "each" in entry else None
        reads = frozenset({*(c.input for c in asked), *(each[:1] if each else ())})
        return cls(name, read, when, Decimal(entry.get("else", 0)), reads, each)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Return every comparison that the item makes."""
        return (*self.when, *(c for choice, _ in self.bands for c in choice))

    def about(self, known: Known) -> str:
        """Return the input whose value stands beside the points: the one that gave them, else the first that is asked about."""
        if self.each:
            return self.each[0]
        choices = [condition for choice, _ in self.bands for condition in choice]
        return next((c.input for c in choices if c.holds(known)), choices[0].input)

    def lacks(self, values: Values) -> frozenset[str]:
        """Return the inputs that are not known and could still change the points."""
        if every(c.holds(values) for c in self.when) is False:
            return frozenset()
        lacking = _unknown(self.when, values)
        if self.each and values.get(self.each[0]) is None:
            return lacking | {self.each[0]}
        for choice, _ in self.bands:
            truth = some(c.holds(values) for c in choice)
            if truth is True:
                break
            if truth is None:
                lacking |= _unknown(choice, values)
        return lacking

    def points(self, known: Known) -> Decimal:
        """Return the points that it gives where everything is known."""
        if every(c.holds(known) for c in self.when) is not True:
            return Decimal(0)
        if self.each:
            name, times = self.each
            return number(known, name) * times
        return next((points for choice, points in self.bands if some(c.holds(known) for c in choice)), self.otherwise)


def _choice(entry: Mapping[str, Any], input: str) -> tuple[Condition, ...]:
    """Return the conditions of which one is enough: those of ``any``, or the entry's own."""
    return tuple(Condition.read(one) for one in entry["any"]) if "any" in entry else (Condition.read(entry, input),)


def _unknown(conditions: Iterable[Condition], values: Values) -> frozenset[str]:
    return frozenset(c.input for c in conditions if c.holds(values) is None)


def points_of(items: Iterable[Item], known: Known) -> Decimal:
    """Return the sum of the points of a table, without its lines."""
    return sum((item.points(known) for item in items), Decimal(0))


def add(items: Iterable[Item], known: Known) -> Scored:
    """Add up a point table."""
    lines = []
    for item in items:
        if every(c.holds(known) for c in item.when) is True:
            about = item.about(known)
            lines.append(Line(item.name, known.get(about), item.points(known), input=about))
    total = sum((line.amount for line in lines), Decimal(0))
    return Scored(total, {"result": total}, tuple(lines))
