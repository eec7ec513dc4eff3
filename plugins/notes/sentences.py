"""Cut a section into sentences, where a sentence is as far as a cue can reach: a line of a list, a full stop, a blank line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.notes.words import words

_BREAK = re.compile(
    r"""
      (?<![.!?])(?P<stop>[.!?]+["')\]]*)(?=\s)                 # a full stop
    | (?<![ \t])(?P<column>[ \t]{2,60}|\t)(?=[A-Z][^:\n]{0,40}:[ \t])   # the next answer of a line of several
    | (?P<blank>\n[ \t]*(?=\n))                      # a blank line
    | (?P<item>\n(?=[ \t]*(?:[-*•#>+|·]|\d{1,2}[.)]|\(\d+\)|[a-z][.)]|\[[ xX]?\]|[☐☑☒])[ \t]))  # the next item of a list
    | (?P<line>\n)
    """,
    re.VERBOSE,
)
_LAST = re.compile(r"[A-Za-z](?:[A-Za-z./]*[A-Za-z])?$")
_UNIT = re.compile(
    r"(?:m[cg]?g|mcg|µg|ml|units?|meq|tablets?|tabs?|capsules?|caps?|puffs?|drops?|%)(?![\w])", re.IGNORECASE
)
_HEADS_A_LIST = re.compile(
    r"\s*(?:no|denie[sd]|negatives?|negative for|pertinent negatives|absent|none of|without|yes|positives?|positive for|present|reports)"
    r"\s*:\s*(?:\n|$)",
    re.IGNORECASE,
)
_ANSWER = re.compile(r"\s*(?:no|yes|none|denie[sd]|negative|positive)\s*(?:[.,;]|$)", re.IGNORECASE)
_NUMBERED = re.compile(r"[ \t]*(?:\d{1,2}|[A-Za-z])")
_WRAPPED = 55
"""A line at least this long may have been broken by a margin and go on below."""
_GOES_ON = re.compile(r"[a-z(&+]|and\b|or\b|\d+(?:\.\d+)?\s*(?:mg|mcg|ml|%)")


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the offsets of the sentences of ``text[start:end]``, blanks at their ends left out."""
    begin = start
    for found in _BREAK.finditer(text, start, end):
        if _ends_here(text, found, begin, end):
            yield from _trimmed(text, begin, found.end())
            begin = found.end()
    yield from _trimmed(text, begin, end)


def _ends_here(text: str, found: re.Match[str], begin: int, end: int) -> bool:
    if found.lastgroup == "item" and _HEADS_A_LIST.match(text, begin, found.start()):
        return False  # No: and a list of what is not
    if found.lastgroup in ("blank", "item", "column"):
        return True
    rest = text[found.end() : min(end, found.end() + 80)]
    if found.lastgroup == "line":
        below = rest.lstrip(" \t")
        line = text[max(begin, text.rfind("\n", begin, found.start()) + 1) : found.start()].rstrip()
        if not line or line[-1] in ".!?:;":
            return True
        if line[-1].isdigit() and _UNIT.match(below):
            return False  # an amount that a margin broke
        return not ((line[-1] == "," or len(line) >= _WRAPPED or _open_ended(line)) and _GOES_ON.match(below)) and not (
            line[-1] == "," and below[:1].isalpha()
        )
    if found["stop"] == "?" and _ANSWER.match(rest):
        return False
    if "." not in found["stop"] or len(found["stop"]) > 1:
        return True
    if _NUMBERED.fullmatch(text, text.rfind("\n", 0, found.start()) + 1, found.start()):
        return False
    word = _LAST.search(text, max(begin, found.start() - 12), found.start())
    if word is None or word.end() != found.start():
        return True  # a number or a bracket before it
    said = word.group().lower()
    following = rest.lstrip()[:1]
    if said in words("short") or (len(said) == 1 and said != "i" and text[found.start() - 1].isupper()):
        return said in words("short_and_last") and following.isupper()
    return True


def _open_ended(line: str) -> bool:
    return line.rsplit(None, 1)[-1].lower() in words("open")


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    said = text[start:end]
    stripped = said.strip()
    if stripped:
        at = start + len(said) - len(said.lstrip())
        yield at, at + len(stripped)
