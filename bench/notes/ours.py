"""Our reader, asked as the peers are: for the claims of given stretches, and for all that it reads in a text."""

from collections.abc import Iterable, Iterator
from typing import Any

from bench.notes.data import Line
from bench.notes.peer import Claim
from plugins.notes import headings, sections, sentences
from plugins.notes.asserting import asserted
from plugins.notes.assertion import cues
from plugins.notes.mention import Mention
from plugins.notes.reading import read

AXES = ("certainty", "time", "subject")


def claims(lines: Iterable[Line]) -> dict[str, Claim]:
    """Return what our rules claim of the stretch of each line {id, text, start, end, section?}, by id."""
    return {one["id"]: _claim(one["text"], one["start"], one["end"], one.get("section")) for one in lines}


class Reader:
    """The whole reader, which is held to its quotes in everything that it reads."""

    def __init__(self) -> None:
        self.texts = 0
        self.quotes = 0
        self.violations = 0

    def read(self, text: str, section: str | None = None) -> dict[str, Any]:
        """Return all that is read in a text, as ``chartside notes read --json`` prints it."""
        answer = read(text, section).as_json()
        self.texts += 1
        for one in stretches(answer):
            self.quotes += 1
            self.violations += not quotes(text, one)
        return answer

    def claims(self, lines: Iterable[Line]) -> dict[str, Claim | None]:
        """Return what is claimed of the entity that has most in common with each line's stretch, None where none touches it."""
        found = {
            one["id"]: overlapping(self.read(one["text"], one.get("section"))["entities"], one["start"], one["end"])
            for one in lines
        }
        return {id: {axis: entity[axis] for axis in AXES} if entity else None for id, entity in found.items()}


def stretches(answer: Any) -> Iterator[Line]:
    """Yield everything in an answer that has a start and an end."""
    if isinstance(answer, dict):
        if "start" in answer and "end" in answer:
            yield answer
        answer = list(answer.values())
    if isinstance(answer, list):
        for one in answer:
            yield from stretches(one)


def quotes(text: str, one: Line) -> bool:
    """Whether a stretch lies in the text, and is what is quoted of it where anything is."""
    start, end = one["start"], one["end"]
    return bool(0 <= start < end <= len(text) and one.get("text", text[start:end]) == text[start:end])


def overlapping(found: Iterable[Line], start: int, end: int) -> Line | None:
    """Return the entity that has most in common with a stretch, None where none touches it."""
    touching = [(min(one["end"], end) - max(one["start"], start), one) for one in found]
    most = max((shared for shared, _ in touching), default=0)
    return next(one for shared, one in touching if shared == most) if most > 0 else None


def _claim(text: str, start: int, end: int, section: str | None) -> Claim:
    cut = sections.sections(text, headings.shipped(), section)
    inside = [(a, b, one) for one in cut for a, b in sentences.sentences(text, one.start, one.end)]
    found = asserted(text, inside, [Mention(start, end, "disease")], cues.shipped())
    # Within a heading nothing is claimed.
    assertion = next((one.assertion for one in found if (one.mention.start, one.mention.end) == (start, end)), None)
    return {axis: getattr(assertion, axis, None) for axis in AXES}
