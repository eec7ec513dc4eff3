"""Say which medicine a name is, and how far the name goes: its salt, its release, the rest of a mixture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from chartside.codes import RXNORM_SYSTEM, Code
from chartside.medicines import tables
from plugins.notes.medication.names import Names, names
from plugins.notes.mention import Mention

_WORD = re.compile(r"[\s\-–]{0,2}([A-Za-z]+(?:-\d+)?|\d{2}/\d{2})", re.ASCII)
# RxNorm names a combination so, each ingredient with its strength.
_MEASURED = re.compile(
    r"\s*\d[\d.,]*\s*(?:mg|mcg|g|ml|unt|units|meq|mmol|%)(?:/[\w.]+)?\s+/\s+", re.IGNORECASE | re.ASCII
)
_ALIAS = re.compile(r"\s?[(\[/]\s?|\s?")


@dataclass(frozen=True, slots=True)
class Drug:
    """A medicine named at ``text[name_start:name_end]``; ``ingredients`` are generic names in lower case."""

    name_start: int
    name_end: int
    ingredients: tuple[str, ...]
    codes: tuple[Code, ...]
    strong: bool = True
    """Whether a status, a time or a section is enough to make a line of it."""
    any_attribute: bool = True
    """Whether anything said besides an amount is."""
    measured: bool = False
    """Whether the name holds strengths, as "amoxicillin 250 MG / clavulanate 125 MG" does: what follows is that of the last ingredient."""


@lru_cache(maxsize=8192)
def resolved(said: str) -> tuple[tuple[str, ...], tuple[Code, ...]]:
    """Return the ingredients that a name stands for, and their RxNorm codes where they are known."""
    found = names().find(said)
    if not found:
        return (), ()
    known = tables().ingredients
    codes = [code for name in found if name in known for code in known[name].codes if code.system == RXNORM_SYSTEM]
    return tuple(names().shown(name) for name in found), tuple(dict.fromkeys(codes))


def medicines(text: str, mentions: Sequence[Mention]) -> list[Drug]:
    """Return the medicines among mentions, the longest where they overlap, joined where one name goes on in the next."""
    table = names()
    found: list[Drug] = []
    for mention in sorted((m for m in mentions if m.end > m.start), key=lambda m: (m.start, -m.end)):
        if mention.type not in {"chemical", ""} or (found and mention.start < found[-1].name_end):
            continue
        said = text[mention.start : mention.end]
        ingredients, codes = resolved(said)
        if not ingredients:
            ingredients, codes = resolved(mention.name) if mention.name else ((), ())
            ingredients = ingredients or ((mention.name or said).lower(),)
        plain = said.lower()
        if table.never(plain) or any(table.never(one) for one in ingredients):
            continue
        weak = table.weak(said) or any(table.weak(one) for one in ingredients)
        even = table.even_so(plain) or any(table.even_so(one) for one in ingredients)
        end = _tail(text, mention.end, plain, ingredients, table)
        found.append(Drug(mention.start, end, ingredients, codes, not weak, not weak or even))
    return _joined(text, found)


def _tail(text: str, end: int, said: str, ingredients: tuple[str, ...], table: Names) -> int:
    """Return where a name ends with its salts, its release and the numbers of its mixture."""
    mixed = any(one in table.tail_of for one in (said, *ingredients)) or any(
        said.startswith(one) for one in table.tail_of
    )
    while True:
        after = _WORD.match(text, end)
        if after is None:
            return end
        word = after[1].lower()
        salt = word in table.salts and not word.isdigit()
        mix = mixed and (word in table.tail_words or word in table.tail_pairs)
        if not (salt or mix or word in table.release) or (text[after.end() : after.end() + 1].isalnum()):
            return end
        if word in {"na", "la", "dr"} and not after[1].isupper():
            return end
        end = after.end()


def _joined(text: str, found: Sequence[Drug]) -> list[Drug]:
    """Join "lisinopril-hydrochlorothiazide" to one, and "acetaminophen (Tylenol)" to the first."""
    out: list[Drug] = []
    for one in found:
        last = out[-1] if out else None
        gap = text[last.name_end : one.name_start] if last else ""
        if last and _ALIAS.fullmatch(gap) and set(one.ingredients) & set(last.ingredients):
            end = one.name_end + (gap.strip()[:1] in {"(", "["} and text[one.name_end : one.name_end + 1] in {")", "]"})
            more = one if len(one.ingredients) > len(last.ingredients) else last
            out[-1] = Drug(
                last.name_start, end, more.ingredients, more.codes, last.strong or one.strong, last.any_attribute
            )
        elif last and (gap in {"-", "/", "+"} or _MEASURED.fullmatch(gap)):
            ingredients = tuple(dict.fromkeys((*last.ingredients, *one.ingredients)))
            out[-1] = Drug(
                last.name_start,
                one.name_end,
                ingredients,
                tuple(dict.fromkeys((*last.codes, *one.codes))),
                measured=last.measured or len(gap) > 1,
            )
        else:
            out.append(one)
    return out
