"""Reads the terms that were learned from annotated texts."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.notes.terms.building.clinical import rows
from plugins.notes.terms.building.term import Term


def learned(raw: bytes) -> Iterator[Term]:
    """Yield what annotators marked, with the code of MeSH that they gave it."""
    for written, kind, code, capitals in rows(raw):
        yield Term(written, kind, "MeSH" if code else "", code, written, "learned", capitals == "capitals")
