"""What notes say of each medicine: that the patient takes it, or that it was stopped; the newest note that speaks of it decides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from chartside.medicines import resolve
from plugins.notes.analyses.amount import Amount, of_line
from plugins.notes.analyses.knowledge_file import KnowledgeFile
from plugins.notes.analyses.passage import Passage
from plugins.notes.analyses.read_note import ReadNote
from plugins.notes.analyses.template import is_template
from plugins.notes.entity import Entity
from plugins.notes.medication import MedicationLine
from plugins.notes.section import Section

Names = frozenset[str]


@dataclass(frozen=True, slots=True)
class MedicineClaim:
    """What the newest note that speaks of a medicine says of it; ``names`` are its ingredients."""

    names: Names
    line: MedicationLine
    passage: Passage
    stopped: bool
    in_list: bool
    amount: Amount

    @property
    def shown(self) -> str:
        """Return its ingredients in words."""
        return " / ".join(sorted(self.names))


def medicine_claims(notes: Sequence[ReadNote], known: KnowledgeFile) -> Iterator[MedicineClaim]:
    """Yield one claim for each medicine, newest note first.

    What an older list holds and a newer list does not is left out: somebody wrote the list anew.
    """
    settled: set[Names] = set()
    newer_list = False
    for note in notes:
        said: dict[Names, MedicineClaim] = {}
        for claim in _in_note(note, known):
            before = said.get(claim.names)
            # In one note what is stopped or changed is said of what is listed before.
            if before is None or claim.stopped or (claim.line.status == "changed" and not before.stopped):
                said[claim.names] = claim
        for names, claim in said.items():
            if names not in settled and not (newer_list and claim.in_list and not claim.stopped):
                yield claim
        settled.update(said)
        newer_list = newer_list or any(claim.in_list for claim in said.values())


def _in_note(note: ReadNote, known: KnowledgeFile) -> Iterator[MedicineClaim]:
    table = known.content
    spoken = list(note.sentences())
    for line in note.reading.medications:
        names = frozenset(resolve((), line.ingredient).names or resolve(line.codes, "").names)
        within = next((one for one in spoken if one[0] <= line.name_start < one[1]), None)
        if not names or within is None or not _is_the_patients(line, note.reading.entities):
            continue
        start, end, section = within
        passage = Passage(note, start, max(end, line.end), line.name_start, line.name_end, section.name)
        stopped = line.status == "stopped"
        if stopped and section.name in table["stops"]:
            yield MedicineClaim(names, line, passage, stopped=True, in_list=False, amount=Amount())
        elif not stopped and _taken(line, section, passage, known):
            yield MedicineClaim(
                names, line, passage, stopped=False, in_list=section.name in table["lists"], amount=of_line(line)
            )


def _is_the_patients(line: MedicationLine, entities: Sequence[Entity]) -> bool:
    """Whether nothing is said against it: another's, denied, only possible, of the past, or imagined."""
    for one in entities:
        if one.mention.start < line.name_end and line.name_start < one.mention.end:
            claim = one.assertion
            if claim.subject in ("family", "other") or claim.time == "hypothetical":
                return False
            if line.status != "stopped" and (claim.certainty in ("absent", "possible") or claim.time == "past"):
                return False
    return True


def _taken(line: MedicationLine, section: Section, passage: Passage, known: KnowledgeFile) -> bool:
    table = known.content
    if line.route is not None and line.route.value in table["not_at_home"]:
        return False
    if is_template(passage.sentence, section.name):
        return False
    if section.name in table["lists"]:
        return True
    ahead = passage.note.text[passage.start : passage.first]
    said = line.dose is not None and line.timing is not None
    return section.name in table["prose"] and said and not re.search(table["once"], ahead, re.IGNORECASE)


def is_over(claim: MedicineClaim, today: date) -> bool:
    """Whether a course that the note gives a length to has ended."""
    day, length = claim.passage.note.day, claim.line.duration
    if day is None or length is None:
        return False
    days = {"d": 1, "wk": 7, "mo": 31}.get(length.unit, 0)
    most = length.high if length.high is not None else length.value
    return days > 0 and day + timedelta(days=int(most * days)) < today
