"""Say of each mention in a sentence what is claimed of it, from the cues whose scope it stands in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from plugins.notes.assertion.axes import Assertion, Certainty, Cue, Subject, Time
from plugins.notes.assertion.cues import Cues, Hit, Rule
from plugins.notes.assertion.lexer import Lexed
from plugins.notes.section import Section

# What a heading says of all that stands under it, unless the words themselves say otherwise.
_HEADINGS: dict[str, tuple[str, str]] = {
    "family-history": ("subject", "family"),
    "past-medical-history": ("time", "past"),
    "past-surgical-history": ("time", "past"),
}


class Claims:
    """The cues of one sentence, asked for one mention at a time."""

    def __init__(self, sentence: Lexed, cues: Cues, section: Section | None = None, *, ticked: bool = False) -> None:
        self._sentence = sentence
        self._cues = cues
        self._hits = _boxes_behind(cues.found(sentence.words), len(sentence.words))
        self._firsts = [hit.first for hit in self._hits]
        self._section = section
        self._ticked = ticked

    @property
    def hits(self) -> Sequence[Hit]:
        """Return the cues that were found, in their order."""
        return self._hits

    def of(self, start: int, end: int, *, reaction: bool = False) -> Assertion:
        """Return what is claimed of ``text[start:end]``, which may be a reaction that an allergy is known by."""
        first, last = self._sentence.between(start, end)
        hits = self._beside(first)
        certainty = _nearest(hits, "certainty", first, last)
        subject = _nearest(hits, "subject", first, last)
        time = _nearest(hits, "time", first, last)
        certain: str | None = certainty.rule.value if certainty else "present"
        if certain == "unticked":
            certain = "absent" if self._ticked else None
        if certain == "tested":
            certain = None
        decided = [self._cue(hit) for hit in (certainty, subject, time) if hit and hit.rule.value not in _USUAL]
        if certain is None:
            return Assertion(None, None, None, tuple(decided))
        values = {"subject": subject.rule.value if subject else "", "time": time.rule.value if time else ""}
        by_heading = self._by_heading(values, hits, first, reaction=reaction and certain != "absent")
        if by_heading is not None:
            axis, value, cue = by_heading
            values[axis] = value
            decided.append(cue)
        return Assertion(
            cast("Certainty", certain),
            cast("Time", values["time"] or "current"),
            cast("Subject", values["subject"] or "patient"),
            tuple(decided),
        )

    def _by_heading(
        self, said: Mapping[str, str], hits: Sequence[Hit], first: int, *, reaction: bool
    ) -> tuple[str, str, Cue] | None:
        """Return what the heading says on an axis on which the words say nothing."""
        if self._section is None:
            return None
        axis, value = _HEADINGS.get(self._section.name, ("", ""))
        if reaction and self._section.name == "allergies":
            axis, value = "time", "past"
        if not axis or said[axis]:
            return None
        if axis == "subject" and any("patient" in hit.rule.kinds and hit.last <= first for hit in hits):
            return None  # under FAMILY HISTORY: mother had a stroke, patient has none
        return axis, value, Cue(*self._section.heading, f"{value}.heading")

    def _cue(self, hit: Hit) -> Cue:
        return Cue(self._sentence.starts[hit.first], self._sentence.ends[hit.last - 1], hit.rule.id)

    def _beside(self, first: int) -> Sequence[Hit]:
        """Return the cues, read anew where one runs into the mention: of ``no change in vision``, where the change is what is named."""
        begin = bisect_left(self._firsts, first - _WINDOW)
        near = self._hits[begin : bisect_right(self._firsts, first + _WINDOW)]
        if not any(hit.first < first < hit.last for hit in near):
            return near
        from_here = max(first - _WINDOW, 0)
        again = (
            replace(hit, first=hit.first + from_here, last=hit.last + from_here)
            for hit in self._cues.found(self._sentence.words[from_here:first])
        )
        return [*again, *(hit for hit in near if hit.first >= first)]


def _boxes_behind(hits: list[Hit], words: int) -> list[Hit]:
    """Turn the boxes of a line round where each stands behind its word: where one ends the line, and none begins it."""
    boxes = [hit for hit in hits if "box" in hit.rule.kinds]
    if not boxes or boxes[0].first == 0 or boxes[-1].last < words:
        return hits
    return [replace(hit, rule=replace(hit.rule, reach="before")) if "box" in hit.rule.kinds else hit for hit in hits]


def _nearest(hits: Sequence[Hit], axis: str, first: int, last: int) -> Hit | None:
    nearest, least = None, (True, 0, True)
    for hit in hits:
        if hit.rule.axis != axis or (distance := _distance(hits, hit, first, last)) is None:
            continue
        # What a test found out counts before that it was tested.
        far = (hit.rule.value == "tested", distance, hit.first >= last)
        if nearest is None or far < least:
            nearest, least = hit, far
    if nearest is not None and nearest.rule.id == _SOUGHT and nearest.last <= first:
        result = _nearest([hit for hit in hits if hit.first >= last], axis, first, last)
        return result if result is not None and result.rule.value == "absent" else nearest
    if nearest is not None and nearest.rule.value == "possible" and nearest.last <= first:
        return _denying(hits, nearest) or nearest
    return nearest


def _denying(hits: Sequence[Hit], doubt: Hit) -> Hit | None:
    """Return the denial that a word of doubt stands right behind: of ``no growth to suggest bacteremia`` the no."""
    for hit in hits:
        if hit.rule.value == "absent" and hit.rule.reach == "after" and 0 <= doubt.first - hit.last <= _CLOSE:
            between = [one for one in hits if hit.last <= one.first < doubt.first]
            if not any(one.rule.kinds for one in between):
                return hit
    return None


def _distance(hits: Sequence[Hit], hit: Hit, first: int, last: int) -> int | None:
    """Return how many tokens lie between a cue and what it reaches; None where it does not reach it."""
    rule = hit.rule
    if hit.last <= first and rule.reach in ("after", "both"):
        between, distance = (hit.last, first), first - hit.last
    elif hit.first >= last and rule.reach in ("before", "both"):
        between, distance = (last, hit.first), hit.first - last
    else:
        return None
    if rule.tokens and distance > rule.tokens:
        return None
    return None if _stopped(hits, rule, *between) else distance


def _stopped(hits: Sequence[Hit], rule: Rule, first: int, last: int) -> bool:
    """Whether words that end the scope lie between; the colon after a cue belongs to the cue."""
    comma = False
    for hit in hits:
        if hit.first < first or hit.last > last or not hit.rule.kinds:
            continue
        if not hit.rule.kinds.isdisjoint(rule.stops) and not (hit.first == first and hit.rule.id == _COLON):
            return True
        comma = comma or "comma" in hit.rule.kinds
    return comma and "comma-or" in rule.stops and not _closed(hits, last)


def _closed(hits: Sequence[Hit], last: int) -> bool:
    """Whether an "or" closes the list that a mention stands in, so that what is said of its first is said of all."""
    for hit in hits:
        if hit.first >= last and hit.rule.kinds:
            if "or" in hit.rule.kinds:
                return True
            if "comma" not in hit.rule.kinds:
                return False
    return any("or" in hit.rule.kinds and hit.last == last for hit in hits)


_WINDOW = 80
"""Words to either side of a mention in which a cue is looked for: no sentence that a person wrote needs more."""
_CLOSE = 3  # words
_SOUGHT = "possible.sought"
_COLON = "stop.colon"
_USUAL = frozenset({"present", "current", "patient"})
