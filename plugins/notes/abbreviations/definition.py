"""Finds the abbreviations that a text explains, as ``heart failure (HF)``, by the rule of Schwartz and Hearst."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BRACKETED = re.compile(r"\(\s*([^()\n]{2,120}?)\s*[);]|\[\s*([^\[\]\n]{2,120}?)\s*\]")
_FIRST_PART = re.compile(r"[,;:]")
_SHORT = re.compile(r"[^\W_][\w\-./+α-ω]{0,9}(?: [\w\-]{1,4})?")
_SENTENCE = re.compile(r"[.;:!?]\s|\n\s*\n|[()\[\]]")
_WORD = re.compile(r"\S+")
_LONGEST_SHORT = 10
_MOST_WORDS = 2
_REACH = 40
_FARTHEST = 300


@dataclass(frozen=True, slots=True)
class Definition:
    """``short`` and ``long`` are the offsets of both forms where the text explains the one by the other."""

    short: tuple[int, int]
    long: tuple[int, int]


def definitions(text: str) -> list[Definition]:
    """Return every explanation in the order of the text, ``long (short)`` and ``short (long)`` alike."""
    return list(_definitions(text))


def _definitions(text: str) -> Iterator[Definition]:
    for found in _BRACKETED.finditer(text):
        group = 1 if found[1] is not None else 2
        start = found.start(group)
        part = _FIRST_PART.split(found[group], maxsplit=1)[0].rstrip()
        before = _before(text, found.start())
        if _is_short(part):
            long = _long(part, text, before, found.start())
            if long:
                yield Definition((start, start + len(part)), long)
        elif len(part) > _MOST_WORDS:
            short = _last_word(text, found.start())
            if short and _is_short(text[short[0] : short[1]]):
                long = _long(text[short[0] : short[1]], text, start, start + len(part))
                if long and long[0] == start:
                    yield Definition(short, (start, start + len(part)))


def _is_short(form: str) -> bool:
    return (
        1 < len(form) <= _LONGEST_SHORT
        and _SHORT.fullmatch(form) is not None
        and any(sign.isalpha() for sign in form)
        and any(sign.isupper() or sign.isdigit() for sign in form)
    )


def _before(text: str, end: int) -> int:
    """Return where the sentence begins that ends here."""
    begins = 0
    for found in _SENTENCE.finditer(text, max(0, end - _FARTHEST), end):
        begins = found.end()
    return max(begins, end - _FARTHEST)


def _last_word(text: str, end: int) -> tuple[int, int] | None:
    *_, last = (None, *_WORD.finditer(text, max(0, end - _REACH), end))
    return last.span() if last else None


def _long(short: str, text: str, begin: int, end: int) -> tuple[int, int] | None:
    """Return the shortest stretch before ``end`` in which the letters of the short form stand in order, its first at a word's beginning."""
    stop = end
    while stop > begin and text[stop - 1].isspace():
        stop -= 1
    words = [w.start() for w in _WORD.finditer(text, begin, stop)]
    most = min(len(short) + 5, len(short) * 2)
    begin = words[-most] if len(words) > most else begin
    letters = [sign for sign in short.casefold() if sign.isalnum()]
    at = stop - 1
    for number in range(len(letters) - 1, -1, -1):
        letter = letters[number]
        while at >= begin and (
            text[at].casefold() != letter or (number == 0 and at > begin and text[at - 1].isalnum())
        ):
            at -= 1
        if at < begin:
            return None
        at -= 1
    start = at + 1
    long = text[start:stop]
    if len(long) <= len(short) or short in long.split():
        return None
    return start, stop
