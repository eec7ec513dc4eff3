"""Take a sentence apart into the words and marks that cues are made of."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
      \*\*[A-Z-]+(?:\[[^\]]*\])?                                   # a name or date that was taken out
    | \[\ ?[xX✓✔_*]?\ ?\] | \(\ ?[xX✓]?\ ?\) | [☐☑☒□■✓✔✗✘]          # boxes, ticked or not
    | _[xX]_ | _{2,}                                              # blanks, filled in or not
    | \([-+−–]\) | [-+−](?=ve\b)                                   # signs in brackets, and of -ve
    | \b[A-Za-z]{1,3}(?:/[A-Za-z]{1,3})+\b | \b[wW]/(?=\s|\w)       # h/o, s/p, w/o, w/
    | [^\W\d_]+(?:['’][^\W\d_]+)*
    | \d+(?:[.,]\d+)*
    | [^\w\s] | _+
    """,
    re.VERBOSE,
)


A_NUMBER, A_YEAR = "9", "1999"
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Lexed:
    """The tokens of one sentence: lower-case words, with the offsets into the whole text where each begins and ends."""

    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def between(self, start: int, end: int) -> tuple[int, int]:
        """Return the tokens that ``text[start:end]`` touches, as a range."""
        return bisect_right(self.ends, start), bisect_left(self.starts, end)


_PLUS = re.compile(r"(?<!\w)\+ ?[A-Za-z]|[A-Za-z] ?\+(?=\s*(?:[,;.]|$))")
_MINUS = re.compile(r"(?<![\w)\]])[-–−] ?(?=[A-Za-z])(?!ve\b)|(?<=[A-Za-z] )[-–−](?=\s*(?:[,;.]|$))")
_FILLED = re.compile("_[xX]_")
_TICK = re.compile("[✓✔]")


def lexed(text: str, start: int, end: int) -> Lexed:
    """Return the tokens of ``text[start:end]``; numbers are all one number, and years one year, as cues have them.

    A bare minus before a word denies it where another word of the sentence has a plus; elsewhere it is a bullet or a dash.
    """
    signed = _PLUS.search(text, start, end) is not None
    minus = {found.start() for found in _MINUS.finditer(text, start, end)} if signed else ()
    crossed = _TICK.search(text, start, end) is not None  # beside a tick a cross says no; alone it is the tick
    filled = _FILLED.search(text, start, end) is not None  # and a blank, beside one that is filled in
    words, starts, ends = [], [], []
    for found in _TOKEN.finditer(text, start, end):
        begin, said = found.start(), found.group()
        if said.isalpha():
            words.append(said.lower())  # as most are
        else:
            words.append("(-)" if begin in minus else _plain(said, crossed=crossed, filled=filled))
        starts.append(begin)
        ends.append(begin + len(said))
    return Lexed(tuple(words), tuple(starts), tuple(ends))


def _plain(token: str, *, crossed: bool, filled: bool) -> str:
    """Return a token as the table writes it: every ticked box alike, every empty one, every minus in brackets."""
    if token[0] in "[(☐☑☒□■✓✔✗✘" and (len(token) > 1 or token[0] not in "[("):
        if len(token) == 3 and token[1] in "-+−–":  # noqa: PLR2004 - a sign in its brackets
            return "(+)" if token[1] == "+" else "(-)"
        return "[ ]" if token in ("☐", "□") or (crossed and token in ("✗", "✘")) or not token.strip("[]() ") else "[x]"
    if token[0] == "_":
        return "[x]" if token.strip("_") else "[ ]" if filled and len(token) > 1 else "_"
    if token[0].isdigit():
        return A_YEAR if _YEAR.fullmatch(token) else A_NUMBER
    return token.lower().replace("’", "'").replace("−", "-")
