"""Reads names and exact synonyms out of the Human Phenotype Ontology."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from plugins.notes.terms.building.term import Term

_ROOT = "HP:0000118"
_SYNONYM = re.compile(r'^"(.+?)" EXACT(?: (\S+))? \[')
_LEFT_OUT = {"abbreviation", "obsolete_synonym", "HP:0034334"}
_QUALITY = (
    "abnormal",
    "increased",
    "decreased",
    "elevated",
    "reduced",
    "low ",
    "high ",
    "small ",
    "large ",
    "long ",
    "short ",
)
"""What only says that something is more or less than usual: a finding, and no disease or symptom."""


def hpo(raw: bytes) -> Iterator[Term]:
    """Yield the terms of phenotypic abnormalities; modes of inheritance, courses and frequencies are none."""
    stanzas = [_stanza(text) for text in raw.decode().split("\n\n") if text.startswith("[Term]")]
    parents = {one["id"][0]: [line.split(" ", 1)[0] for line in one.get("is_a", [])] for one in stanzas}
    for one in stanzas:
        code, name = one["id"][0], one["name"][0]
        if "is_obsolete" in one or not _descends(code, parents):
            continue
        for written in (name, *_synonyms(one.get("synonym", []))):
            kind = "finding" if written.lower().startswith(_QUALITY) else "disease"
            yield Term(written, kind, "HPO", code, name, "hpo")


def _stanza(text: str) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for line in text.splitlines()[1:]:
        name, _, value = line.partition(": ")
        fields.setdefault(name, []).append(value)
    return fields


def _synonyms(lines: list[str]) -> Iterator[str]:
    for line in lines:
        found = _SYNONYM.match(line)
        if found and found[2] not in _LEFT_OUT:
            yield found[1]


def _descends(code: str, parents: Mapping[str, list[str]]) -> bool:
    return code == _ROOT or any(_descends(parent, parents) for parent in parents.get(code, []))
