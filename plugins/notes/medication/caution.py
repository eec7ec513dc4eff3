"""Point out forms that were misread before: a trailing nought, a naked point, U for units, a name that looks like another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from plugins.notes.medication.line import Caution
from plugins.notes.medication.names import keyed
from plugins.notes.medication.vocabulary import load

_NUMBERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("trailing zero", re.compile(r"(?<![\d.,/])\d[\d,]*\.0+(?!\d)", re.ASCII)),
    ("naked decimal point", re.compile(r"(?<![\d.,A-Za-z])\.\d+", re.ASCII)),
    ("no comma in a large number", re.compile(r"(?<![\d.,/:-])\d{5,}(?![\d/:-]|\.\d)", re.ASCII)),
    (
        "number and unit run together",
        re.compile(r"(?<![\w.,/-])\d[\d.,]*(?:mg|mcg|ml|units?|U|u)(?![A-Za-z])", re.ASCII),
    ),
)
_WORD = re.compile(r"(?:[A-Za-zµμ]\.){2,}[A-Za-z]?|[A-Za-zµμ]+(?:/[A-Za-z]+)?\d*", re.ASCII)
NAME_JOINED = "name and number run together"


@lru_cache(maxsize=1)
def _tables() -> tuple[Mapping[str, str], Mapping[str, str], Mapping[str, tuple[str, ...]]]:
    content, _ = load("cautions")
    words = {say: kind for kind, said in content["words"].items() for say in said}
    upper = {say: kind for kind, said in content["words_upper"].items() for say in said}
    alike: dict[str, tuple[str, ...]] = {}
    for one, other in content["look_alike"]["pairs"]:
        alike[one] = (*alike.get(one, ()), other)
        alike[other] = (*alike.get(other, ()), one)
    return words, upper, alike


def cautions(text: str, start: int, end: int, name: tuple[int, int]) -> tuple[Caution, ...]:
    """Return the cautions of a line, in order."""
    found = [*_numbers(text, start, end), *_words(text, start, end), *_names(text, name)]
    return tuple(sorted(dict.fromkeys(found), key=lambda c: (c.start, c.end, c.kind)))


def _numbers(text: str, start: int, end: int) -> Iterator[Caution]:
    for kind, pattern in _NUMBERS:
        for match in pattern.finditer(text, start, end):
            if kind != "number and unit run together" or match.group()[-1] in "uU":
                yield Caution(kind, match.start(), match.end())


def _words(text: str, start: int, end: int) -> Iterator[Caution]:
    words, upper, _ = _tables()
    for match in _WORD.finditer(text, start, end):
        said = match.group()
        kind = words.get(said.lower()) or upper.get(said)
        if kind is not None:
            yield Caution(kind, match.start(), match.end())


def _names(text: str, name: tuple[int, int]) -> Iterator[Caution]:
    _, _, alike = _tables()
    words = text[name[0] : name[1]].split()
    first = keyed(words[0]) if words else ""
    whole = keyed(text[name[0] : name[1]])
    for said in dict.fromkeys((whole, first)):
        if said in alike:
            yield Caution(f"looks like {', '.join(alike[said])}", name[0], name[0] + len(said))
    if text[name[1] : name[1] + 1].isdigit():
        yield Caution(NAME_JOINED, name[0], name[1])
