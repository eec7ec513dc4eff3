"""Cut a text into runs of digits, words and marks, so that no digit is ever read apart from its neighbours."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Kind = Literal["run", "word", "mark"]

# A run takes in every mark that joins digits, understood or not: what is not understood as a whole is not read in part.
_RUN = r"(?:\d|\.(?=\d)|[½¼¾⅓⅔⅛])(?:[\d½¼¾⅓⅔⅛]|[.,/:^'’\-–—](?=[\d.½¼¾⅓⅔⅛]))*"
_LETTER = "A-Za-zµμ"
_TOKEN = re.compile(
    rf"(?P<run>{_RUN})"
    r"|(?P<dotted>(?<![A-Za-z.])[A-Za-z](?:\.[A-Za-z](?![A-Za-z]))+\.?)"
    r"|(?P<q>(?<![A-Za-z])[qQ]\.?(?=\s?\d))"
    rf"|(?P<word>(?:(?:d/c(?:'?e?d)?|w/|s/p|h/o|c/w)(?![A-Za-z]))|[{_LETTER}]+(?:['’][A-Za-z]+)?)"
    r"|(?P<mark>[^\sA-Za-z\d])",
    re.ASCII | re.IGNORECASE,
)


class Token(NamedTuple):
    """What stands at ``text[start:end]``; ``norm`` is a word in lower case without the dots of an abbreviation, else the text itself."""

    kind: Kind
    start: int
    end: int
    norm: str


def tokens(text: str, start: int, end: int) -> list[Token]:
    """Return the tokens of a stretch; a hyphen between a word's letters, or a digit and a letter, parts words and is dropped."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text, start, end):
        kind = match.lastgroup
        a, b = match.span()
        said = match.group()
        if kind == "run":
            found.append(Token("run", a, b, said))
        elif kind == "mark":
            joins = said in "-‐" and a > start and b < end and text[a - 1].isalnum() and text[b].isalpha()
            if not joins:
                found.append(Token("mark", a, b, said))
        else:
            norm = said.lower()
            found.append(
                Token(
                    "word", a, b, norm.replace(".", "").replace("’", "'") if kind != "word" else norm.replace("’", "'")
                )
            )
    return found
