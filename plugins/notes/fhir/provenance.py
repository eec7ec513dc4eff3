"""Where a resource comes from: the note, the hash of its text, and the places of the words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from plugins.notes.fhir.source import Source, Stated

SPAN = "https://chartside.org/fhir/StructureDefinition/text-span"
"""Extension of Provenance.entity: ``start`` and ``end`` in characters, ``textSha256`` of the text that they are into, ``quote``."""
READER = "Chartside, notes plugin 1.0.0: rules, no person"


def provenance(stated: Stated, source: Source, recorded: datetime) -> dict[str, Any]:
    """Return the Provenance of a resource."""
    return {
        "resourceType": "Provenance",
        "id": source.id(f"Provenance of {stated.ref}", stated.spans),
        "target": [{"reference": stated.ref}],
        "recorded": recorded.isoformat(),
        "agent": [{"type": _assembler(), "who": {"display": READER}}],
        "entity": [_entity(source, start, end) for start, end in stated.spans],
    }


def _assembler() -> dict[str, Any]:
    system = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
    return {"coding": [{"system": system, "code": "assembler"}]}


def _entity(source: Source, start: int, end: int) -> dict[str, Any]:
    parts = [
        {"url": "start", "valueInteger": start},
        {"url": "end", "valueInteger": end},
        {"url": "textSha256", "valueString": source.text_sha256},
        {"url": "quote", "valueString": " ".join(source.reading.text[start:end].split())},
    ]
    return {"extension": [{"url": SPAN, "extension": parts}], "role": "source", "what": {"reference": source.note}}
