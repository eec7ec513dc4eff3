"""Reads the titles and inclusion terms of ICD-10-CM out of its tabular list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, fromstring

from plugins.notes.terms.building.term import Term

_EXTERNAL = tuple("VWXY")
_CONTACT = "Z"
_INJURY = tuple("ST")
CATEGORY = 5
"""Characters of a code of four with its point; the sites and sides of injuries below it are no words that a note uses."""


def icd10cm(raw: bytes) -> Iterator[Term]:
    """Yield the terms of every code but those for external causes; what only classifies is left to the variants to drop."""
    for diagnosis in fromstring(raw).iter("diag"):  # noqa: S314 - of a pinned hash
        code = diagnosis.findtext("name", "")
        if code.startswith(_EXTERNAL) or (code.startswith(_INJURY) and len(code) > CATEGORY):
            continue
        title = diagnosis.findtext("desc", "")
        kind = "finding" if code.startswith(_CONTACT) else "disease"
        for written in (title, *_inclusions(diagnosis)):
            yield Term(re.sub(r"\s+", " ", written).strip(), kind, "ICD-10-CM", code, title, "icd10cm")


def _inclusions(diagnosis: Element) -> Iterator[str]:
    for place in ("inclusionTerm", "includes"):
        for note in diagnosis.findall(f"{place}/note"):
            yield note.text or ""
