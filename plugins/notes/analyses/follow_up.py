"""A finding that a note asks to look at again: by which examination, and between which days."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from plugins.notes.analyses.finder import Words
from plugins.notes.analyses.knowledge_file import KnowledgeFile, knowledge
from plugins.notes.analyses.passage import Passage
from plugins.notes.analyses.read_note import ReadNote
from plugins.notes.analyses.template import is_template
from plugins.notes.section import Section

_NUMBERS: Mapping[str, int] = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "eighteen": 18,
}  # fmt: skip
_N = rf"\d{{1,2}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))}"
_INTERVAL = re.compile(
    rf"\b(?P<low>{_N})(?:\s*(?:-|–|to|or)\s*(?P<high>{_N}))?[\s-]*(?P<unit>day|week|wk|month|mo|year|yr)s?\b",
    re.IGNORECASE,
)
_AGO = re.compile(r"^\s*(?:ago|earlier|prior|old|history|before)\b|^[\s-]*old\b", re.IGNORECASE)
_BACK = 2  # sentences before the recommendation in which the finding may stand


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What is to be looked at again; ``due`` to ``last`` is when, counted from the day of the note."""

    finding: Passage
    examination: str
    passage: Passage
    due: date
    last: date


def follow_ups(note: ReadNote, known: KnowledgeFile) -> Iterator[FollowUp]:
    """Yield the findings of a note that are to be looked at again after a stated time; a note without a day has none."""
    day = note.day
    if day is None:
        return
    spoken = [(s, e, section) for s, e, section in note.sentences() if section.name not in known.content["not_in"]]
    for at, (start, end, section) in enumerate(spoken):
        sentence = note.text[start:end]
        interval = _interval(sentence)
        examinations = _examinations().keys_in(sentence)
        if (
            interval is None
            or not examinations
            or not _recommended(sentence, known)
            or is_template(sentence, section.name)
        ):
            continue
        found = _finding(note, [s for s in spoken[max(0, at - _BACK) : at + 1] if s[2].name == section.name])
        if found is None:
            continue
        low, high, unit, span = interval
        passage = Passage(note, start, end, start + span[0], start + span[1], section.name)
        examination = min(examinations - {"imaging"} or examinations)
        yield FollowUp(found, examination, passage, _after(day, low, unit), _after(day, high, unit))


def _recommended(sentence: str, known: KnowledgeFile) -> bool:
    said = known.content
    return (
        re.search(said["recommends"], sentence, re.IGNORECASE) is not None
        and re.search(said["conditional"], sentence, re.IGNORECASE) is None
        and re.search(said["done"], sentence, re.IGNORECASE) is None
    )


def _interval(sentence: str) -> tuple[int, int, str, tuple[int, int]] | None:
    """Return the first interval that lies ahead, with its place in the sentence."""
    for found in _INTERVAL.finditer(sentence):
        if _AGO.search(sentence[found.end() :]) or re.search(
            r"\b(?:for|over|past|last|since)\s*$", sentence[: found.start()]
        ):
            continue
        low = _number(found["low"])
        high = _number(found["high"]) if found["high"] else low
        return min(low, high), max(low, high), found["unit"].lower(), found.span()
    return None


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word.lower()]


def _after(day: date, count: int, unit: str) -> date:
    if unit == "day":
        return day + timedelta(days=count)
    if unit in ("week", "wk"):
        return day + timedelta(weeks=count)
    months = day.month - 1 + count * (12 if unit in ("year", "yr") else 1)
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _finding(note: ReadNote, spoken: Sequence[tuple[int, int, Section]]) -> Passage | None:
    """Return the finding that stands nearest before the recommendation or in it, as the note words it; none that is denied."""
    for start, end, section in reversed(spoken):
        sentence = note.text[start:end]
        mentions = [m for m in _findings().mentions(sentence) if not _denied(sentence[: m.start])]
        if mentions:
            best = max(mentions, key=lambda m: m.end - m.start)
            return Passage(note, start, end, start + best.start, start + best.end, section.name)
    return None


def _denied(before: str) -> bool:
    return re.search(r"\b(?:no|without|negative for|resolved)\b[^.;,]{0,30}$", before, re.IGNORECASE) is not None


@cache
def _findings() -> Words:
    return Words({"finding": knowledge("incidental_finding").content["findings"]})


@cache
def _examinations() -> Words:
    return Words(knowledge("incidental_finding").content["examinations"])


def examinations_in(words: str) -> frozenset[str]:
    """Return the kinds of examination that a wording names."""
    return _examinations().keys_in(words)
