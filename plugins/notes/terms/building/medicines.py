"""Reads ingredients and brands out of the SDK's tables of medicines."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from plugins.notes.terms.building.clinical import rows
from plugins.notes.terms.building.term import Term


def medicines() -> Iterator[Term]:
    """Yield every name of an ingredient, with the RxNorm code where it is known, and every brand, with that of its one ingredient."""
    folder = files("chartside.medicines.knowledge")
    codes: dict[str, str] = {}
    for name, rxcui, _, also, _ in rows(folder.joinpath("ingredients.tsv").read_bytes()):
        codes[name] = rxcui
        for called in (name, *filter(None, also.split("|"))):
            yield Term(called, "chemical", "RxNorm", rxcui, name, "medicines")
    for brand, holds, _ in rows(folder.joinpath("brands.tsv").read_bytes()):
        yield Term(brand, "chemical", "RxNorm", codes.get(holds, ""), holds, "medicines")
