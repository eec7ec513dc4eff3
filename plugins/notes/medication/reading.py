"""Read the medication lines of a text from the names in it, and its sentences or lines."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from plugins.notes.medication.alias import aliases
from plugins.notes.medication.caution import cautions
from plugins.notes.medication.context import in_context
from plugins.notes.medication.dispensed import dispensed
from plugins.notes.medication.drug import Drug, medicines
from plugins.notes.medication.fold import apart, folded, outside
from plugins.notes.medication.item import items
from plugins.notes.medication.line import MedicationLine, Span, Status
from plugins.notes.medication.phrases import Phrases
from plugins.notes.medication.piece import Piece, Pieces
from plugins.notes.medication.regimen import whole
from plugins.notes.medication.relation import relatives
from plugins.notes.medication.standing import Standing, denied
from plugins.notes.medication.step import Step, Walk
from plugins.notes.medication.token import Token, tokens
from plugins.notes.medication.vehicle import vehicles
from plugins.notes.medication.vocabulary import Vocabulary, vocabulary
from plugins.notes.medication.writing import write
from plugins.notes.medication.zone import Zone, zones
from plugins.notes.mention import Mention
from plugins.notes.section import Section

# A line or sentence that goes on with the medicine before it.
_GOES_ON = re.compile(
    r"[\s(•*\-–]*(?:sig\b|take\b|takes\b|inject\b|inhale\b|apply\b|use\b|give\b|instill\b|place\b|insert\b|dissolve\b|chew\b|"
    r"dose\b|(?:one|two|half|\d+(?:\.\d+)?)\s+(?:tab|cap|puff|drop|spray|patch|suppositor)|"
    r"(?:by mouth|po|iv|bid|tid|qid|q\d+h|daily|prn|as needed|[pbtq]\.[oirm]|x ?\d|"
    r"q\. ?\d)\b)",
    re.IGNORECASE | re.ASCII,
)
LONGEST_GAP = 40
"""Characters between a stretch and one that goes on with it."""


def medications(
    text: str, drugs: Sequence[Mention], bounds: Sequence[tuple[int, int]], sections: Sequence[Section] = ()
) -> tuple[MedicationLine, ...]:
    """Return what a text says of the medicines named in it, a line for each medicine and dose.

    ``drugs`` are its names, of which those of type chemical count; ``bounds`` its sentences or lines. A medicine that is merely
    named has no line outside a list of medicines, and one that is denied or that somebody is allergic to has none at all.
    """
    words = vocabulary()
    found = medicines(text, drugs)
    starts = [drug.name_start for drug in found]
    lines: list[MedicationLine] = []
    for start, end in _joined(text, sorted(bounds), starts):
        here = found[bisect_left(starts, start) : bisect_left(starts, end)]
        if here:
            lines += _Stretch(text, start, end, here, words, sections).lines()
    return tuple(lines)


def _joined(text: str, bounds: Sequence[tuple[int, int]], starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Join a stretch that names nothing and goes on with the medicine before it to the one that names it."""
    held: tuple[int, int] | None = None
    for start, end in bounds:
        empty = bisect_left(starts, start) == bisect_left(starts, end)
        if (
            empty
            and held
            and start - held[1] <= LONGEST_GAP
            and not text[held[1] : start].strip()
            and _GOES_ON.match(text, start, end)
        ):
            held = (held[0], end)
            continue
        if held:
            yield held
        held = None if empty else (start, end)
    if held:
        yield held


class _Stretch:
    """One sentence or line with at least one medicine in it."""

    def __init__(
        self, text: str, start: int, end: int, found: Sequence[Drug], words: Vocabulary, sections: Sequence[Section]
    ) -> None:
        self._text = text
        self._words = words
        self._sections = sections
        folds = apart(
            (
                *aliases(text, found),
                *dispensed(text, start, end),
                *items(text, start, end),
                *vehicles(text, start, end),
            ),
            found,
        )
        self._drugs = outside(found, folds)
        self._tokens = folded(tokens(text, start, end), folds)
        named_at = {drug.name_start: drug for drug in self._drugs}
        self._pieces = in_context(Pieces(text, self._tokens, named_at, words).read(), words, text)
        sets = words.sets
        self._standing = Standing(self._pieces, sets["unasserted"], sets["passive"], sets["exchange"])

    def lines(self) -> list[MedicationLine]:
        """Return the lines of the stretch, in order."""
        denials = list(_spans(self._text, self._tokens, self._words.negated))
        after = list(_spans(self._text, self._tokens, self._words.negated_after))
        every: list[list[MedicationLine]] = []
        for zone in zones(self._text, self._pieces):
            drug: Drug = self._pieces[zone.at].value
            kinds = self._kinds(drug.name_start)
            sets = self._words.sets
            if kinds & sets["not_taken"] or relatives(self._pieces, zone.at, sets):
                every.append([])
                continue
            found, each = self._read(zone, drug, listed=bool(kinds & sets["medication"]))
            measured = any(line.dose or line.strength for line in found)
            if found and denied(self._pieces, zone.at, denials, after, measured=measured) and not _stopped(found):
                found = []
            if each and found and every and not every[-1]:
                every[-1] = self._shared(zone.at, found)
            every.append(found)
        return [line for found in every for line in found]

    def _kinds(self, at: int) -> frozenset[str]:
        section = next((s for s in self._sections if s.start <= at < s.end), None)
        return frozenset(section.name.split("-")) if section is not None else frozenset()

    def _read(self, zone: Zone, drug: Drug, *, listed: bool) -> tuple[list[MedicationLine], bool]:
        before = self._standing.before(zone.at)
        imperative = self._words.sets["imperative"]
        first = Walk(Step(), imperative).over(zone.before).step
        after = _without_strength(zone.after) if drug.measured else zone.after
        walk = Walk(first, imperative, changed=before is not None and before[0] == "changed").over(after)
        if walk.laboratory or self._measured_in_blood(zone):
            return [], False
        status = self._standing.after(zone.at, min(zone.at + 1 + walk.seen, len(self._pieces))) or before
        if status is None and walk.changed and any(step.measured() for step in walk.steps):
            status = self._change(zone, walk)
        steps = whole(walk.steps)
        written = [write(self._text, drug, step, walk.steps[0], status, self._words) for step in steps]
        wanted = listed and drug.strong
        found = [line for line, said in written if self._holds(drug, line, said, wanted=wanted)]
        return found, any(step.each for step in walk.steps)

    def _change(self, zone: Zone, walk: Walk) -> tuple[Status, Span] | None:
        marks = [p for p in zone.after[: walk.seen] if p.kind == "from" or p.norm in {">", "→", "was"}]
        return ("changed", (marks[0].start, marks[0].end)) if marks else None

    def _holds(self, drug: Drug, line: MedicationLine, said: bool, *, wanted: bool) -> bool:
        if line.dose is not None or (line.strength is not None and line.strength.unit != "%") or line.rate is not None:
            return True
        if not drug.any_attribute:
            return False
        return (
            said or wanted or line.status is not None
            if drug.strong
            else bool((line.timing and (line.route or line.form)) or (line.abstained and said))
        )

    def _measured_in_blood(self, zone: Zone) -> bool:
        """Whether the name is that of a value: serum digoxin, vancomycin trough."""
        before = self._pieces[zone.at - 1] if zone.at else None
        return before is not None and before.norm in self._words.sets["laboratory_before"]

    def _shared(self, at: int, found: Sequence[MedicationLine]) -> list[MedicationLine]:
        """Give "metoprolol and lisinopril 10 mg each" to both."""
        earlier = next((p for p in reversed(self._pieces[:at]) if p.kind == "drug"), None)
        if earlier is None or any(
            p.kind not in {"between", "filler"} for p in self._pieces[self._pieces.index(earlier) + 1 : at]
        ):
            return []
        drug: Drug = earlier.value
        name = drug.name_start, drug.name_end
        return [
            replace(
                line,
                start=min(line.start, drug.name_start),
                name_start=drug.name_start,
                name_end=drug.name_end,
                ingredient="/".join(drug.ingredients),
                ingredients=drug.ingredients,
                codes=drug.codes,
                text=self._text[min(line.start, name[0]) : line.end],
                cautions=cautions(self._text, min(line.start, name[0]), line.end, name),
            )
            for line in found
        ]


def _without_strength(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Leave out the strength right after a name whose other strengths stand within it: it is that of one ingredient."""
    if not pieces or pieces[0].kind != "amount":
        return pieces
    amount = pieces[0].value
    form = (
        [Piece("form", amount.form_at[0], amount.form_at[1], (amount.form, amount.many))] if amount.form_at[1] else []
    )
    return [pieces[0]._replace(kind="filler", value=None), *form, *pieces[1:]]


def _stopped(found: Sequence[MedicationLine]) -> bool:
    return all(line.status == "stopped" for line in found)


def _spans(text: str, found: Sequence[Token], phrases: Phrases) -> Iterator[Span]:
    """Yield where a phrase of a vocabulary stands."""
    i = 0
    while i < len(found):
        match = phrases.match(text, found, i, lambda _: None) if phrases.begins(found[i].norm) else None
        if match is not None:
            yield found[i].start, found[match.end - 1].end
            i = match.end
        else:
            i += 1
