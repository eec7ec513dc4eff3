"""Tell which documents a later one says that it replaces."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from fhir_adapter.concepts import Json, objects, words
from fhir_adapter.entry import Entry
from fhir_adapter.record import Record


def replaced(record: Record, now: datetime) -> frozenset[Entry]:
    """Return what a document that may be asserted says it replaces; two that replace each other both stand."""
    pairs = {
        (entry, old)
        for kind in ("DocumentReference", "Composition")
        for entry in record.entries(kind)
        if not record.verdict(entry, now)
        for relation in objects(entry.content.get("relatesTo"))
        if "replaces" in words(relation.get("code"))
        for old in _targets(record, entry, relation)
    }
    return frozenset(old for new, old in pairs if new is not old and (old, new) not in pairs)


def _targets(record: Record, entry: Entry, relation: Json) -> Iterator[Entry]:
    for stated in (relation.get("target"), relation.get("targetReference")):
        found = record.references.resolve(stated, entry.content).entry
        if found is not None:
            yield found
        identifier = stated.get("identifier") if isinstance(stated, dict) else relation.get("targetIdentifier")
        if isinstance(identifier, dict) and identifier.get("value"):
            yield from (one for one in record.entries(entry.kind) if _goes_by(record, one, identifier))


def _goes_by(record: Record, entry: Entry, identifier: Json) -> bool:
    content = record.content(entry) or {}
    own = (*objects(content.get("masterIdentifier")), *objects(content.get("identifier")))
    return any((i.get("system"), i.get("value")) == (identifier.get("system"), identifier["value"]) for i in own)
