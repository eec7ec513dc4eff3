"""Find the sections of a note by their headings, on lines of their own or within a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plugins.notes.headings import Headings
from plugins.notes.section import Section

_WORDS = r"[A-Za-z][A-Za-z/&,'’.()-]*(?:[ \t]+[A-Za-z/&(][A-Za-z/&,'’.()-]*){0,6}"
_AT_LINE = re.compile(
    rf"^[ \t]*(?:[-*•#=_>|]+[ \t]*|\d{{1,2}}[.)][ \t]+)?(?P<said>{_WORDS})[ \t]*(?P<mark>[*_]*[:=][*_]*|[ \t][-–][ \t]|[ \t]*[*#=_-]*$)",
    re.MULTILINE,
)
_WITHIN = re.compile(
    rf"(?:(?<=[.;!?\])])[ \t]{{1,60}}|^[ \t]{{0,60}}|(?<![ \t])[ \t]{{2,60}})(?P<said>{_WORDS}):", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class _Heading:
    name: str
    line: int
    """Where its line begins, marks and numbers included."""
    start: int
    end: int
    after: int


def sections(text: str, headings: Headings, given: str | None = None) -> tuple[Section, ...]:
    """Return the sections of a text in its order; together they are the whole of it, without the headings.

    What stands before the first heading is under ``given``, the section that the caller says the text comes from.
    """
    found = sorted({h.line: h for h in _found(text, headings)}.values(), key=lambda h: h.line)
    name, heading, start, cut = given or "", (0, 0), 0, []
    for one in (*found, _Heading("", *(len(text),) * 4)):
        if one.line < start or (not one.name and one.line < len(text) and name != "vital-signs"):
            continue  # inside a heading, or a part that stays in its section
        if text[start : one.line].strip():
            cut.append(Section(name, start, one.line, heading))
        name, heading, start = one.name or "physical-exam", (one.start, one.end), one.after
    return tuple(cut)


def _found(text: str, headings: Headings) -> Iterator[_Heading]:
    for found in _AT_LINE.finditer(text):
        alone = ":" not in found["mark"] and "=" not in found["mark"]
        name = headings.name(found["said"])
        dash = alone and bool(found["mark"].strip(" \t*#=_"))
        if name is None or (dash and not found["mark"].startswith((" ", "\t"))):
            continue
        if alone and not dash and not _stands_alone(text, found):
            continue
        yield _Heading(name, found.start(), found.start("said"), found.end("said"), found.end())
    for found in _WITHIN.finditer(text):
        said, start = found["said"], found.start("said")
        for at in (0, *(m.end() for m in re.finditer(r"[ \t]+", said))):
            name = headings.name(said[at:])
            if name and said[at].isupper() and (len(said) - at > 2 or at == 0):  # noqa: PLR2004 - "A:" may be of any word
                yield _Heading(name, start + at, start + at, found.end("said"), found.end())
                break


def _stands_alone(text: str, found: re.Match[str]) -> bool:
    """Whether words without a colon are a heading: on a line of their own, marked or in capitals, or more than a letter."""
    said = found["said"]
    marked = text[found.start() : found.start("said")].strip() != ""
    return marked or (said.isupper() and len(said) > 1) or (said[0].isupper() and len(said) > 3)  # noqa: PLR2004
