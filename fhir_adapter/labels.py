"""Read the security labels of a resource, and tell by a closed table which of them restrict who may see it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from fhir_adapter.concepts import Json, objects, word

_CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"


@dataclass(frozen=True, slots=True)
class LabelTable:
    """Which labels restrict, by system and code; ``sha256`` is the hash of the file that says so."""

    restricted: Mapping[str, frozenset[str]]
    spellings: Mapping[str, str]
    """Every spelling of a system, and the one under which labels are compared."""
    unrestricted: frozenset[str]
    purposes_of_care: frozenset[str]
    other_purposes: frozenset[str]
    version: str
    source: str
    sha256: str

    def restricts(self, system: str, code: str) -> bool:
        """Whether a label restricts; one that names no system is taken at its strictest."""
        if not system:
            return any(code in codes for codes in self.restricted.values())
        return code in self.restricted.get(system, frozenset())

    def knows(self, system: str, code: str) -> bool:
        """Whether the table has a word on this label, either way."""
        return self.restricts(system, code) or system in self.unrestricted


@cache
def table() -> LabelTable:
    """Return the table that ships."""
    raw = files("fhir_adapter").joinpath("labels.toml").read_bytes()
    data = tomllib.loads(raw.decode())
    return LabelTable(
        {group["systems"][0]: frozenset(group["codes"]) for group in data["restricted"]},
        {system: group["systems"][0] for group in data["restricted"] for system in group["systems"]},
        frozenset(data["unrestricted"]["systems"]),
        frozenset(data["purposes"]["care"]),
        frozenset(data["purposes"]["not_care"]),
        data["version"],
        data["source"],
        sha256(raw).hexdigest(),
    )


def labels(content: Json, around: Iterable[Json] = ()) -> frozenset[tuple[str, str]]:
    """Return system and code of every label: of the resource, of the document that it stands for, of a composition, of what is around it.

    Systems are in their one spelling, codes in capitals.
    """
    return frozenset((*_labels(content), *(label for one in around for label in coded_labels(one))))


def coded_labels(value: Any) -> Iterator[tuple[str, str]]:
    """Yield system and code of a Coding, a CodeableConcept or a list of either, spelt as ``labels`` spells them."""
    for concept in objects(value):
        for coding in objects(concept.get("coding", concept)):
            if word(coding.get("code")):
                system = word(coding.get("system"))
                yield table().spellings.get(system, system), word(coding.get("code")).upper()


def _labels(content: Json) -> Iterator[tuple[str, str]]:
    meta = content.get("meta")
    yield from coded_labels(meta.get("security") if isinstance(meta, Mapping) else None)
    yield from coded_labels(content.get("securityLabel"))
    if word(content.get("confidentiality")):
        yield _CONFIDENTIALITY, word(content.get("confidentiality")).upper()


def restricting(content: Json, around: Iterable[Json] = ()) -> frozenset[str]:
    """Return the codes of the labels that restrict who may see a resource."""
    return frozenset(code for system, code in labels(content, around) if table().restricts(system, code))


def unheard_of(content: Json, around: Iterable[Json] = ()) -> bool:
    """Whether a resource has a label that the table has no word on."""
    return any(not table().knows(system, code) for system, code in labels(content, around))
