"""Reads ingredients and brands out of the SDK's tables of medicines."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from importlib.resources import files

from plugins.notes.terms.building.clinical import rows
from plugins.notes.terms.building.term import Term

_FOLDER = files("chartside.medicines.knowledge")


def medicines() -> Iterator[Term]:
    """Yield every name of an ingredient, with the RxNorm code where it is known, and every brand, with that of its one ingredient."""
    codes: dict[str, str] = {}
    for name, rxcui, _, also, _ in rows(_FOLDER.joinpath("ingredients.tsv").read_bytes()):
        codes[name] = rxcui
        for called in (name, *filter(None, also.split("|"))):
            yield Term(called, "chemical", "RxNorm", rxcui, name, "medicines")
    for brand, holds, _ in rows(_FOLDER.joinpath("brands.tsv").read_bytes()):
        yield Term(brand, "chemical", "RxNorm", codes.get(holds, ""), holds, "medicines")


def with_salts(chemicals: Iterable[Term], known: Iterable[Term]) -> Iterator[Term]:
    """Yield the chemicals; the salt of a medicine has the medicine's code, by which prescriptions are compared."""
    salts = set(tomllib.loads(_FOLDER.joinpath("words.toml").read_text("utf-8"))["salts"])
    by_name = {term.written: term for term in known if term.code}
    for chemical in chemicals:
        words = chemical.written.lower().split()
        while len(words) > 1 and words[-1] in salts:
            words.pop()
        medicine = by_name.get(" ".join(words)) if len(words) < len(chemical.written.split()) else None
        yield (
            chemical._replace(system=medicine.system, code=medicine.code, name=medicine.name) if medicine else chemical
        )
