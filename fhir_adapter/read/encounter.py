"""Read contacts with care: class as the record has it, status, period."""

from __future__ import annotations

from datetime import datetime

from chartside.facts import Encounter, Found
from chartside.inputs import EncountersRequest
from fhir_adapter.concepts import Json, codings, objects, word, words
from fhir_adapter.read.doubts import Doubts
from fhir_adapter.record import Record
from fhir_adapter.times import Span, certainly_since, limit, occurred, sooner


def encounters(record: Record, request: EncountersRequest, now: datetime) -> Found[Encounter]:
    """Return the encounters within the look-back, oldest first; those only planned are left out."""
    (read,) = request.reads()
    earliest = limit(now, request.back)
    doubts = Doubts()
    found = []
    for entry in record.entries("Encounter"):
        verdict = record.verdict(entry, now)
        if verdict:
            doubts.verdict(verdict)
            continue
        content, when = entry.content, occurred("Encounter", entry.content)
        if earliest and not _within(when, earliest):
            if when.since is None and when.until is None:
                record.drop(entry, "undated")
                doubts.add("recorded without a date")
            continue
        status = min(words(content.get("status")), default="")
        code = next((code for kind in objects(content.get("type")) for code in codings(kind)), None)
        found.append(Encounter(_class(content), status, when.since, when.until, code, **record.cite(entry)))
    found.sort(key=lambda e: sooner(e.since, e.ref))
    return Found(tuple(found), doubts.beside([record.gap(read, now)]))


def _within(when: Span, earliest: datetime) -> bool:
    at = when.until or when.since
    return when.lasts or (at is not None and certainly_since(at, earliest))


def _class(content: Json) -> str:
    return next((word(c.get("code")) for c in objects(content.get("class")) if word(c.get("code"))), "")
