"""A score as its table describes it: inputs, where it holds, points or a formula, bands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from plugins.risk_scores.band import Band, band_of, between, of_patient
from plugins.risk_scores.condition import SIDES, Condition
from plugins.risk_scores.formulas import FORMULAS, HEADLINES, Formula
from plugins.risk_scores.item import Item, add
from plugins.risk_scores.reach import Range, of_items, tried
from plugins.risk_scores.score_input import ScoreInput
from plugins.risk_scores.site import NOTHING_SET, Site
from plugins.risk_scores.tables import Table
from plugins.risk_scores.values import Known, Scored, Values, known_of


@dataclass(frozen=True, slots=True)
class Validity:
    """Where a score holds, and what is said where it does not."""

    conditions: tuple[Condition, ...]
    say: str

    @classmethod
    def read(cls, entry: Mapping[str, Any]) -> Validity:
        """Make it of an entry, which may name both ends."""
        return cls(
            tuple(
                Condition.read({"input": entry["input"], side: entry[side]}) for side in sorted(SIDES & entry.keys())
            ),
            entry["say"],
        )

    def about(self, names: Sequence[str]) -> list[str]:
        """Return those of these inputs that the rule is about."""
        return [name for name in names if any(c.input == name for c in self.conditions)]


@dataclass(frozen=True, slots=True)
class Score:
    """A score that is read from a table of ``knowledge``: its numbers and words; what it reckons is a list of items or a formula."""

    id: str
    table: Table
    name: str
    inputs: Mapping[str, ScoreInput] = field(repr=False)
    valid: tuple[Validity, ...] = field(repr=False)
    items: tuple[Item, ...] = field(repr=False)
    formula: Formula | None
    bands: tuple[Band, ...] = field(repr=False)
    places: int
    scale: tuple[Decimal, ...]
    needed: tuple[str, ...] = field(repr=False)
    """The inputs without which there is no number, optional and supporting ones left out."""
    unscored: frozenset[str] = field(repr=False)
    """Those of them that no item of a point table looks at."""
    beside: tuple[str, ...] = field(repr=False)
    """The inputs that only say whether the score holds, or add to it."""
    single: tuple[Decimal, Band] | None
    """So many points of one item by itself, and the band that they put the score in at least (NEWS2)."""

    @classmethod
    def read(cls, id: str, table: Table) -> Score:
        """Make the score of its table; ValueError where an item or a condition names an input that is not there."""
        content = table.content
        inputs = {name: ScoreInput.read(name, entry) for name, entry in content["inputs"].items()}
        items = tuple(Item.read(entry) for entry in content.get("items", ()))
        valid = tuple(Validity.read(entry) for entry in content.get("valid", ()))
        needed = tuple(name for name, one in inputs.items() if not (one.optional or one.support or one.unused))
        asked = {c.input for rule in valid for c in rule.conditions}
        score = cls(
            id,
            table,
            content["name"],
            inputs,
            valid,
            items,
            FORMULAS[content["formula"]] if "formula" in content else None,
            tuple(Band.read(entry) for entry in content.get("bands", ())),
            content.get("places", 0),
            tuple(Decimal(edge) for edge in content.get("scale", ())),
            needed,
            frozenset(needed).difference(*(item.reads for item in items)),
            tuple(name for name, one in inputs.items() if one.optional or name in asked),
            (Decimal(content["single"]["points"]), Band.read(content["single"])) if "single" in content else None,
        )
        unknown = (
            {c.input for c in score.conditions} | {n for item in items for n in item.reads}
        ) - score.inputs.keys()
        if unknown:
            raise ValueError(f"{id}: its table compares {', '.join(sorted(unknown))}, which are no inputs")
        if absent := {line for band in score.bands for line in band.lines} - {item.name for item in items}:
            raise ValueError(f"{id}: a band turns on {', '.join(sorted(absent))}, which are no items")
        seen: set[str] = set()
        for name, one in inputs.items():
            if late := one.stand_in.reads - seen:
                raise ValueError(
                    f"{id}: {', '.join(sorted(late))} stands in for {name} and must come before it in the table"
                )
            seen.add(name)
        return score

    @property
    def conditions(self) -> Iterator[Condition]:
        """Yield every comparison of an input that the table makes."""
        for rule in self.valid:
            yield from rule.conditions
        for item in self.items:
            yield from item.conditions
        for one in self.inputs.values():
            yield from one.stand_in.conditions
        for band in self.bands:
            yield from band.when

    @property
    def settings(self) -> tuple[str, ...]:
        """Return the names of the site's settings that it turns on."""
        return tuple(one.stand_in.setting for one in self.inputs.values() if one.stand_in.setting)

    def values(self, facts: Mapping[str, Any], today: date, site: Site = NOTHING_SET) -> Values:
        """Return what is known of each input; where nobody states it, what stands in for it."""
        values = {name: one.value(facts[name], today) for name, one in self.inputs.items()}
        for name, one in self.inputs.items():
            if values[name] is None:
                values[name] = one.stand_in.value(values, site)
        return values

    def outside(self, values: Values) -> Validity | None:
        """Return the rule by which the score does not hold for what is known, or None."""
        return next((rule for rule in self.valid if any(c.holds(values) is False for c in rule.conditions)), None)

    def missing(self, values: Values) -> list[str]:
        """Return the names of the inputs without which there is no number; in a point table, those that could change it."""
        if self.items:
            open_still = {name for item in self.items for name in item.lacks(values)}
            return [
                name for name in self.needed if name in open_still or (name in self.unscored and values[name] is None)
            ]
        return [name for name in self.needed if values[name] is None]

    def behind(self, missing: Sequence[str], values: Values) -> list[str]:
        """Return the names of inputs that could have stood in for what is missing, and are not known either."""
        wanted = {name for one in missing for name in self.inputs[one].stand_in.reads}
        return [name for name in self.inputs if name in wanted and values[name] is None]

    def unattested(self, missing: Sequence[str]) -> bool:
        """Whether nobody said that the score is meant for such a patient: then it advises nothing.

        What a rule of validity asks for says so, and what a point table demands and gives no points for.
        """
        meant = {*self.beside, *(self.unscored if self.items else ())}
        return any(name in meant and not self.inputs[name].is_number for name in missing)

    def unseen(self, values: Values, missing: Sequence[str]) -> list[str]:
        """Return the names of inputs that only say whether the score holds, or add to it, and are not known."""
        return [name for name in self.beside if values[name] is None and name not in missing]

    def replaced(self, values: Values, facts: Mapping[str, Any], today: date) -> list[str]:
        """Return the names of inputs that nobody stated, and for which something else stands in."""
        return [n for n, one in self.inputs.items() if values[n] is not None and one.value(facts[n], today) is None]

    def compute(self, known: Known) -> Scored:
        """Return the score where everything is known."""
        return self.formula(known, self.table.content) if self.formula else add(self.items, known)

    def band(self, scored: Scored, values: Values) -> Band | None:
        """Return the band of a score: by its number, or by one item alone where that is graver."""
        given = {line.name for line in scored.lines if line.amount > 0}
        band = band_of(of_patient(self.bands, values, given), scored.headline)
        if self.single is None or (band is not None and band.indicator):
            return band
        points, own = self.single
        return own if any(line.amount >= points for line in scored.lines) else band

    def possible(self, reach: Range, values: Values) -> list[Band]:
        """Return the bands that the score can still lie in, the gravest first; one known item alone can lift the quiet ones."""
        known = known_of(values)
        closed = {item.name: item.points(known) for item in self.items if not item.lacks(values)}
        given = {name for name, amount in closed.items() if amount > 0}
        could = [b for b in self.bands if b.lines - closed.keys() and not b.lines & given and b.holds(reach[1])]
        bands = [*could, *between(of_patient(self.bands, values, given), *reach)]
        if self.single is None:
            return bands
        points, own = self.single
        lifts = any(amount >= points for amount in closed.values())
        return list(dict.fromkeys(own if lifts and band.indicator is None else band for band in bands))

    def reach(self, known: Known, missing: Sequence[str]) -> Range | None:
        """Return the least and the most that the score can still come to, or None where nobody can say."""
        compared: dict[str, list[Condition]] = {name: [] for name in self.inputs}
        for condition in self.conditions:
            compared[condition.input].append(condition)
        choices = {name: self.inputs[name].possible(compared[name]) for name in missing}
        if self.items:
            return of_items(self.items, known, choices)
        # A formula can come to anything where a number has no ends, and means nothing where the score does not hold.
        choices = {n: [v for v in found if self.outside({n: v}) is None] for n, found in choices.items()}
        if any(not found or (self.inputs[n].is_number and not self.inputs[n].span) for n, found in choices.items()):
            return self._whole()
        return tried(self._headline, known, choices) or self._whole()

    def _headline(self, known: Known) -> Decimal:
        quick = HEADLINES.get(self.table.content["formula"])
        return quick(known, self.table.content) if quick else self.compute(known).headline

    def _whole(self) -> Range | None:
        return (self.scale[0], self.scale[-1]) if self.scale else None
