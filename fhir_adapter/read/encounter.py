"""Read contacts with care: class as the record has it, status, period, reasons, and where it ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from chartside.codes import Code
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
        reasons, places = tuple(_reasons(content)), tuple(_discharged_to(content))
        found.append(
            Encounter(_class(content), status, when.since, when.until, code, reasons, places, **record.cite(entry))
        )
    found.sort(key=lambda e: sooner(e.since, e.ref))
    return Found(tuple(found), doubts.beside([record.gap(read, now)]))


def _within(when: Span, earliest: datetime) -> bool:
    at = when.until or when.since
    return when.lasts or (at is not None and certainly_since(at, earliest))


def _class(content: Json) -> str:
    return next((word(c.get("code")) for c in objects(content.get("class")) if word(c.get("code"))), "")


def _reasons(content: Json) -> Iterator[Code]:
    """Yield why the contact came about, as R4 writes it (reasonCode), STU3 (reason) and R5 (reason, one level deeper)."""
    for reason in (*objects(content.get("reasonCode")), *objects(content.get("reason"))):
        inner = [deeper.get("concept") for deeper in objects(reason.get("value"))]
        for concept in inner or [reason]:
            yield from codings(concept)


def _discharged_to(content: Json) -> Iterator[Code]:
    """Yield where the patient went, as R4 writes it (hospitalization) and R5 (admission)."""
    for stay in (*objects(content.get("hospitalization")), *objects(content.get("admission"))):
        yield from codings(stay.get("dischargeDisposition"))
