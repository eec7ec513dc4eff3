"""Read procedures that were carried out."""

from __future__ import annotations

from datetime import datetime

from chartside.facts import Found, Procedure
from chartside.inputs import ProceduresRequest
from fhir_adapter.concepts import codings, objects, words
from fhir_adapter.read.carried_out import Asked, deeds, worded_time
from fhir_adapter.read.doubts import Doubts
from fhir_adapter.record import Record
from fhir_adapter.times import sooner


def procedures(record: Record, request: ProceduresRequest, now: datetime) -> Found[Procedure]:
    """Return the procedures within the look-back, oldest first; one without a code or a date that could be meant is counted."""
    (read,) = request.reads()
    doubts, left_out = Doubts(), set[str]()
    entries = record.entries("Procedure")
    if request.what is not None:
        entries = [*record.coded("Procedure", request.what), *record.uncoded("Procedure")]
    asked = Asked("code", request.what, request.back)
    found = [
        Procedure(
            "Procedure",
            deed.code,
            deed.codings,
            deed.display,
            min(words(deed.entry.content.get("status")), default=""),
            deed.when.since,
            deed.when.until,
            sites=tuple(code for site in objects(deed.entry.content.get("bodySite")) for code in codings(site)),
            when=worded_time(deed.entry.content, "performedString", "occurrenceString"),
            **record.cite(deed.entry),
        )
        for deed in deeds(record, entries, asked, now, doubts, left_out)
    ]
    found.sort(key=lambda p: sooner(p.since or p.until, p.ref))
    return Found(tuple(found), doubts.beside([record.gap(read, now, request.what)]), tuple(sorted(left_out)))
