"""Tell the second name of a medicine from a second medicine: ATORVASTATIN 40 MG TAB (LIPITOR)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from plugins.notes.medication.drug import Drug
from plugins.notes.medication.fold import ALIAS, Fold
from plugins.notes.medication.names import names

# What leads to the other name: an open bracket, a slash, or words that say that a name follows.
_LEAD = re.compile(
    r"(?P<lead>[(\[]\s*(?P<within>(?:(?:brand|trade|generic)(?:\s+name)?(?:\s+(?:for|of|is))?|aka|a\.k\.a\.|also known as)?\s*:?\s*)"
    r"|/\s*|\b(?:(?:brand|trade|generic)\s+name(?:\s+is)?|aka|a\.k\.a\.|also known as)\s*:?\s*)$",
    re.IGNORECASE,
)


def aliases(text: str, drugs: Sequence[Drug]) -> Iterator[Fold]:
    """Yield each name that stands in brackets, after a slash or as a brand name for the ingredients of the name before it."""
    for last, one in itertools.pairwise(drugs):
        lead = _LEAD.search(text, last.name_end, one.name_start) if _another_name(text, last, one) else None
        if lead is not None:
            begin = lead.start("within") if lead["within"] is not None else lead.start()
            yield Fold(_right(text, begin, one.name_start), one.name_end, ALIAS)


def _right(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _another_name(text: str, last: Drug, one: Drug) -> bool:
    """Whether two names mean the same, one of them by its ingredients and the other not: two salts of one are two medicines."""
    if not names().alike(one.ingredients, last.ingredients):
        return False
    generic = [_generic(text[drug.name_start : drug.name_end].lower(), drug.ingredients) for drug in (last, one)]
    return generic[0] != generic[1]


def _generic(said: str, ingredients: Sequence[str]) -> bool:
    return any(name.split(" ")[0] in said for name in ingredients)
