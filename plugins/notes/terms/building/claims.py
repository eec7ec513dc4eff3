"""Settles which code a spelling has when several terms of one source lead to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from plugins.notes.terms.atoms import key
from plugins.notes.terms.building.packing import Key
from plugins.notes.terms.building.term import Term
from plugins.notes.terms.building.variants import plain, variants

_CATEGORY = 3


def settled(terms: Iterable[Term]) -> Iterator[tuple[Key, Term]]:
    """Yield each spelling once: as a term has it, before what was made of one; where codes differ, with what they share or without."""
    listed = [(written, term) for term in terms if (written := plain(term.written))]
    exact = _claims((key(written), term) for written, term in listed)
    made = _claims((key(one), term) for written, term in listed for one in variants(written))
    for claims in (exact, {atoms: who for atoms, who in made.items() if atoms not in exact}):
        for atoms, who in claims.items():
            yield atoms, _one(who)


def _claims(pairs: Iterable[tuple[Key, Term]]) -> dict[Key, list[Term]]:
    claims: dict[Key, list[Term]] = {}
    for atoms, term in pairs:
        claims.setdefault(atoms, []).append(term)
    return claims


def _one(who: list[Term]) -> Term:
    first = who[0]
    codes = {term.code for term in who}
    if len(codes) == 1:
        return first
    if first.system == "ICD-10-CM":
        if all(code.startswith(first.code) for code in codes):
            return first
        categories = {code[:_CATEGORY] for code in codes}
        if len(categories) == 1:
            return first._replace(code=categories.pop(), name=first.written)
    return first._replace(code="", name=first.written)
