"""Tell whether a medicine is one of a set, and whether it could be one that nobody can tell."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from chartside.codes import RXNORM_SYSTEM, Code, CodeSet
from chartside.medicines.resolution import resolve
from chartside.medicines.tables import tables


def named_by(what: CodeSet, codings: Sequence[Code], ingredients: Sequence[Code]) -> Code | None:
    """Return the code by which a medicine is a member of the set, or None: one of its own, else that of an ingredient.

    So a set that lists an ingredient holds every product with it.
    """
    return what.find(codings) or what.find(ingredients)


def could_be(what: CodeSet, codings: Sequence[Code], ingredients: Sequence[Code]) -> bool:
    """Whether a medicine that is not in the set by any code could be in it all the same.

    One that was not resolved could be anything. One that is known by its ingredient alone could be the very product that the set
    lists; one with a product's code of its own is what that says.
    """
    if not ingredients:
        return True
    known = tables()
    if any(code in known.products or (code.system == RXNORM_SYSTEM and code not in known.by_code) for code in codings):
        return False
    return not _held(what).isdisjoint(ingredients)


@lru_cache(maxsize=256)
def _held(what: CodeSet) -> frozenset[Code]:
    """Return the ingredients of the products that a set lists one by one."""
    return frozenset(i for code in what.codes if code.system == RXNORM_SYSTEM for i in resolve((code,)).ingredients)
