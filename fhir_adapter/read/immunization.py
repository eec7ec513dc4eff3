"""Read vaccines that were given."""

from __future__ import annotations

from datetime import datetime

from chartside.facts import Found, Immunization
from chartside.inputs import ImmunizationsRequest
from fhir_adapter.concepts import Json, objects, words
from fhir_adapter.read.carried_out import Asked, deeds, worded_time
from fhir_adapter.read.doubts import Doubts
from fhir_adapter.record import Record
from fhir_adapter.times import sooner


def immunizations(record: Record, request: ImmunizationsRequest, now: datetime) -> Found[Immunization]:
    """Return the vaccines given within the look-back, oldest first; one without a code or a date that could be meant is counted."""
    (read,) = request.reads()
    doubts, left_out = Doubts(), set[str]()
    asked = Asked("vaccineCode", request.what, request.back)
    found = [
        Immunization(
            "Immunization",
            deed.code,
            deed.codings,
            deed.display,
            min(words(deed.entry.content.get("status")), default=""),
            deed.when.since,
            deed.when.until,
            dose=_dose(deed.entry.content),
            when=worded_time(deed.entry.content, "occurrenceString"),
            primary=_stated(deed.entry.content, "primarySource"),
            subpotent=_stated(deed.entry.content, "isSubpotent"),
            **record.cite(deed.entry),
        )
        for deed in deeds(record, record.entries("Immunization"), asked, now, doubts, left_out)
    ]
    found.sort(key=lambda i: sooner(i.since, i.ref))
    return Found(tuple(found), doubts.beside([record.gap(read, now, request.what)]), tuple(sorted(left_out)))


def _stated(content: Json, element: str) -> bool | None:
    stated = content.get(element)
    return stated if isinstance(stated, bool) else None


def _dose(content: Json) -> str:
    """Return the number of the dose in its series, as R4, R5 and STU3 have it."""
    applied = (*objects(content.get("protocolApplied")), *objects(content.get("vaccinationProtocol")))
    for protocol in applied:
        for name in ("doseNumberPositiveInt", "doseNumberString", "doseNumber", "doseSequence"):
            stated = protocol.get(name)
            if isinstance(stated, str | int) and not isinstance(stated, bool):
                return str(stated)
    return ""
