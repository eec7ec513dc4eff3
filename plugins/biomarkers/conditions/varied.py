"""A report names a variant: of these genes, this change, in this region, a fusion; and how much of it was found over time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from chartside import Fact, Found, Quantity, Variant, VariantsRequest
from chartside.inputs import Request
from plugins.biomarkers.conditions.comparison import Comparison
from plugins.biomarkers.conditions.line import Facts
from plugins.biomarkers.logic import Truth
from plugins.biomarkers.protein import Change, Kind, change

NAME = "variants"
"""The one input of all lines of a rule that speak of variants."""
Source = Literal["", "somatic", "germline"]
Specimen = Literal["", "plasma", "tissue"]
_LIQUID = re.compile(r"\b(plasma|serum|blood|ctdna|cfdna|cell[- ]free|circulating|liquid)", re.IGNORECASE)
_FUSION = re.compile(r"\b(fusions?|rearrange(d|ments?)|translocations?|fused)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Which variants are meant; what is left empty admits every one."""

    genes: tuple[str, ...]
    changes: tuple[str, ...] = ()
    residues: tuple[int, int] | None = None
    kinds: tuple[Kind, ...] = ()
    fusion: bool = False
    amplified: bool = False
    worded: str = ""
    source: Source = ""
    stated: bool = False
    """Whether a variant whose report says nothing of its origin is left out; else it could be of either."""
    specimen: Specimen = ""

    def admits(self, one: Variant) -> bool:
        """Whether a variant, found or not, is one of them."""
        if one.gene.upper() not in self.genes:
            return False
        if self.source and one.source_class != self.source and (one.source_class or self.stated):
            return False
        if self.specimen and specimen_of(one) != self.specimen:
            return False
        if self.worded:
            return bool(re.search(self.worded, one.display, re.IGNORECASE))
        if self.fusion:
            return one.change_type == "fusion" or bool(_FUSION.search(one.display))
        if self.amplified:
            return one.change_type == "amplification" or bool(re.search(r"\bamplifi", one.display, re.IGNORECASE))
        if not (self.changes or self.residues or self.kinds):
            return True
        return any(self._is(found) for found in changes_of(one))

    def _is(self, found: Change) -> bool:
        if self.changes and found.text not in self.changes:
            return False
        if self.residues and not (self.residues[0] <= found.first and found.last <= self.residues[1]):
            return False
        return not self.kinds or found.kind in self.kinds


def changes_of(one: Variant) -> tuple[Change, ...]:
    """Return the changes of the protein that a report names."""
    said = (*one.hgvs, *one.display.split()[-1:])
    return tuple(dict.fromkeys(found for text in said if (found := change(text)) is not None))


def specimen_of(one: Variant) -> Specimen:
    """Return whether a variant was looked for in plasma or in tissue; empty where the report does not say."""
    return "" if not one.specimen else "plasma" if _LIQUID.search(one.specimen) else "tissue"


@dataclass(frozen=True, slots=True)
class Varied:
    """A report says that such a variant was found, or with ``presence`` absent that it was looked for and not found.

    With ``not_before`` only where none of the other line's is newer: a variant of the same day counts, and where a day is not known
    it cannot be told.
    """

    say: str
    pattern: Pattern
    presence: Literal["present", "absent"] = "present"
    line: str = ""
    not_before: Varied | None = None
    required: bool = False
    name: str = NAME

    def requests(self) -> Mapping[str, Request]:
        """Ask for the variants of the genes."""
        return {self.name: VariantsRequest(frozenset(self.pattern.genes))}

    def judge(self, facts: Facts) -> Truth:
        """Judge by what was reported; a variant of no stated gene, or a result that was not called, could be one."""
        found: Found[Variant] = facts[self.name]
        held = self.matching(found)
        if held and self.not_before is not None:
            return self._later(held, self.not_before.matching(found))
        if held:
            return Truth.PRESENT
        open_ = found.unknown is not None or any(
            one.present in ("no-call", "indeterminate") and self.pattern.admits(one) for one in found
        )
        return Truth.UNKNOWN if open_ else Truth.ABSENT

    def matching(self, found: Found[Variant]) -> tuple[Variant, ...]:
        """Return the variants of which the line speaks."""
        return tuple(one for one in found if one.present == self.presence and self.pattern.admits(one))

    def support(self, facts: Facts) -> tuple[Fact, ...]:
        """Cite the variants."""
        return self.matching(facts[self.name])

    def _later(self, held: tuple[Variant, ...], others: tuple[Variant, ...]) -> Truth:
        if not others:
            return Truth.PRESENT
        own = [one.effective.wall for one in held if one.effective is not None]
        theirs = [one.effective.wall for one in others if one.effective is not None]
        if len(own) < len(held) or len(theirs) < len(others):
            return Truth.UNKNOWN
        return Truth.PRESENT if max(own).date() >= max(theirs).date() else Truth.ABSENT


@dataclass(frozen=True, slots=True)
class Tracked:
    """The share of a variant in the newest plasma sample differs so much from that of an earlier one, in percent of the earlier share."""

    say: str
    pattern: Pattern
    apart: timedelta
    comparison: Comparison
    direction: Literal["rise", "fall"] = "rise"
    required: bool = False
    name: str = NAME

    def requests(self) -> Mapping[str, Request]:
        """Ask for the variants of the genes."""
        return {self.name: VariantsRequest(frozenset(self.pattern.genes))}

    def judge(self, facts: Facts) -> Truth:
        """Judge by the pairs of samples that can be compared; without one it cannot be told."""
        found: Found[Variant] = facts[self.name]
        changes = [self.comparison.judge(size) for size, _, _ in self._pairs(found)]
        if Truth.PRESENT in changes:
            return Truth.PRESENT
        return Truth.UNKNOWN if not changes or found.unknown is not None else Truth.ABSENT

    def support(self, facts: Facts) -> tuple[Fact, ...]:
        """Cite the two results."""
        pairs = self._pairs(facts[self.name])
        return tuple(one for size, *both in pairs if self.comparison.judge(size) is Truth.PRESENT for one in both)

    def _pairs(self, found: Found[Variant]) -> list[tuple[Quantity, Variant, Variant]]:
        """Return, for each change of a protein, the newest share against the one before it that is far enough away."""
        pairs = []
        held = (v for v in found if v.present == "present" and v.allele_frequency and self.pattern.admits(v))
        known = sorted((v for v in held if v.effective is not None), key=_moment)
        for text in dict.fromkeys(found.text for one in known for found in changes_of(one)):
            same = [one for one in known if text in {found.text for found in changes_of(one)}]
            newest = same[-1]
            earlier = [one for one in same[:-1] if _apart(newest, one) >= self.apart]
            if earlier and newest.allele_frequency and (before := earlier[-1]).allele_frequency:
                size = (newest.allele_frequency - before.allele_frequency) / before.allele_frequency * 100
                pairs.append((Quantity(size if self.direction == "rise" else -size, "%"), before, newest))
        return pairs


def _moment(one: Variant) -> tuple[datetime, str]:
    return (one.effective.wall if one.effective is not None else datetime.min), one.ref  # noqa: DTZ901 - those without a time are left out


def _apart(newer: Variant, older: Variant) -> timedelta:
    if newer.effective is None or older.effective is None:
        return timedelta(0)
    return newer.effective.since(older.effective)
