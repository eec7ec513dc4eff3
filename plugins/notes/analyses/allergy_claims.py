"""What notes say of allergies: that there is one, or that one is none; of each substance the newest note decides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from plugins.notes.analyses.knowledge_file import knowledge
from plugins.notes.analyses.passage import Passage
from plugins.notes.analyses.read_note import ReadNote
from plugins.notes.analyses.substance import Substance, substances
from plugins.notes.analyses.template import is_template
from plugins.notes.asserting import asserted
from plugins.notes.assertion import Assertion, cues
from plugins.notes.mention import Mention

_SECTION = "allergies"


@dataclass(frozen=True, slots=True)
class AllergyClaim:
    """What a passage claims: that the patient reacts to a substance, or does not."""

    substance: Substance
    passage: Passage
    reacts: bool


def allergy_claims(notes: Sequence[ReadNote]) -> Iterator[AllergyClaim]:
    """Yield what notes claim, newest first; what an older note says of a substance that a newer one speaks of is left out."""
    settled: set[str] = set()
    for note in notes:
        said = list(_in_note(note))
        for one in said:
            if not one.substance.keys & settled and not _contradicted(one, said):
                yield one
        settled.update(key for one in said for key in one.substance.keys)


def _contradicted(claim: AllergyClaim, said: Sequence[AllergyClaim]) -> bool:
    """Whether the same note says the opposite too: then it says nothing."""
    return any(o.reacts != claim.reacts and o.substance.keys & claim.substance.keys for o in said)


def _in_note(note: ReadNote) -> Iterator[AllergyClaim]:
    spoken = [
        (start, end, section)
        for start, end, section in note.sentences()
        if section.name == _SECTION or _words("cue").search(note.text, start, end)
    ]
    spoken += [s for s in _refuting(note) if s not in spoken]
    spoken.sort(key=lambda s: s[0])
    known = substances()
    mentions = [one for start, end, _ in spoken for one in known.mentions(note.text, start, end)]
    mentions.sort(key=lambda m: m.start)
    for entity in asserted(note.text, spoken, mentions, cues.shipped()):
        one = entity.mention
        within = next(((s, e) for s, e, _ in spoken if s <= one.start < e), None)
        if not one.name or one.type != "chemical" or within is None:
            continue
        passage = Passage(note, *within, one.start, one.end, entity.section)
        reacts = _reacts(passage, entity.assertion, [m for m in mentions if within[0] <= m.start < one.start])
        if reacts is not None and not is_template(passage.sentence, entity.section):
            yield AllergyClaim(known.of(note.text[one.start : one.end]), passage, reacts)


def _refuting(note: ReadNote) -> Iterator[tuple[int, int, Any]]:
    """Yield sentences without a word of allergy that may refute one all the same."""
    for start, end, section in note.sentences():
        if re.search(r"tolerat|challenge|skin test|delabel|de-label", note.text[start:end], re.IGNORECASE):
            yield start, end, section


def _reacts(passage: Passage, claim: Assertion, before: Sequence[Mention]) -> bool | None:
    """Return whether a passage says that the patient reacts, or that not; None where it says neither."""
    if claim.subject in ("family", "other") or claim.time == "hypothetical":
        return None
    if _refuted(passage):
        return False
    text = passage.note.text
    ahead = text[passage.start : passage.first]
    if _words("unable").search(ahead) and _words("because").search(text[passage.last : passage.end]):
        return True  # what is denied is that it can be taken
    if claim.certainty != "present":
        return None
    if _words("innocent").search(ahead):
        return None
    if passage.section == _SECTION or _words("after").search(text[passage.last : passage.end]):
        return True
    for found in _words("before_anywhere").finditer(text, passage.start, passage.first):
        gap = list(text[found.end() : passage.first])
        for one in before:
            for at in range(max(one.start - found.end(), 0), max(one.end - found.end(), 0)):
                gap[at] = " "
        if _words("between").search("".join(gap)):
            return True
    return None


def _refuted(passage: Passage) -> bool:
    words = re.escape(passage.note.text[passage.first : passage.last])
    return any(
        found.start() <= passage.first - passage.start < found.end()
        for pattern in _table()["refutes"]
        for found in re.finditer(pattern.replace("{x}", words), passage.sentence, re.IGNORECASE)
    )


@cache
def _words(name: str) -> re.Pattern[str]:
    if name == "before_anywhere":
        return re.compile(str(_table()["before"]).removesuffix("$"), re.IGNORECASE)
    return re.compile(_table()[name], re.IGNORECASE)


def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = knowledge("allergy").content["words"]
    return table
