"""Leaves MeSH names only the codes that two sources agree on: the package of the names, and the annotators of BC5CDR."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from plugins.notes.terms.atoms import key
from plugins.notes.terms.building.packing import Key
from plugins.notes.terms.building.term import Term


def confirmed(names: Sequence[Term], lesson: Iterable[Term]) -> Iterator[Term]:
    """Yield the names; the code stays where annotators gave it to one of the disease's names, and most of those the same."""
    annotated: dict[Key, str] = {key(one.written): one.code for one in lesson if one.code and one.type == "disease"}
    given: dict[str, Counter[str]] = defaultdict(Counter)
    for term in names:
        code = annotated.get(key(term.written))
        if code:
            given[term.name][code] += 1
    for term in names:
        agreed = given[term.name].most_common(1)
        yield term if agreed and agreed[0][0] == term.code else term._replace(code="")
