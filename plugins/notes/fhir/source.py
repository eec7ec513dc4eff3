"""The note that resources are made from, and what one resource rests on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from plugins.notes.reading import Reading

Span = tuple[int, int]


@dataclass(frozen=True)
class Source:
    """A reading with the references that its resources need; ``written`` is the note's date in FHIR, empty where unknown."""

    reading: Reading
    note: str
    patient: str
    written: str = ""

    @cached_property
    def text_sha256(self) -> str:
        """Return the hash of the text that all offsets are into."""
        return hashlib.sha256(self.reading.text.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def subject(self) -> dict[str, str]:
        """Return the reference to the patient."""
        return {"reference": self.patient}

    def id(self, kind: str, spans: tuple[Span, ...]) -> str:
        """Return the id of a resource: the same for the same words of the same note."""
        said = f"{kind} {self.note} {self.text_sha256} {spans}"
        return hashlib.sha256(said.encode()).hexdigest()[:32]

    def stated(self, kind: str, spans: tuple[Span, ...], content: dict[str, Any]) -> Stated:
        """Return a resource with its id, and the words that it rests on."""
        return Stated({"resourceType": kind, "id": self.id(kind, spans), **content}, spans)


@dataclass(frozen=True, slots=True)
class Stated:
    """A resource and the places of the text that state it."""

    resource: dict[str, Any]
    spans: tuple[Span, ...]

    @property
    def ref(self) -> str:
        """Return the reference to the resource."""
        return f"{self.resource['resourceType']}/{self.resource['id']}"


def state(system: str, code: str) -> dict[str, Any]:
    """Return a status as a CodeableConcept of an HL7 code system."""
    return {"coding": [{"system": f"http://terminology.hl7.org/CodeSystem/{system}", "code": code}]}


def concept(text: str, system: str = "", code: str = "", display: str = "") -> dict[str, Any]:
    """Return a CodeableConcept: the note's words, and a code where there is one."""
    if not code:
        return {"text": text}
    coding = {"system": system, "code": code, "display": display}
    return {"coding": [{k: v for k, v in coding.items() if v}], "text": text}
