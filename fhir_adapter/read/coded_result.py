"""Read results that are codes and not numbers: the newest answer to a question, with every doubt said."""

from __future__ import annotations

from datetime import datetime

from chartside.facts import Coded
from chartside.inputs import LatestCoded
from chartside.missing import NOT_EXPECTED, Missing
from fhir_adapter.concepts import codings, text, word
from fhir_adapter.read.observation import Reading, newest, no_number
from fhir_adapter.record import Record

IN_WORDS = Missing("incomplete", "answered in words, without a code")


def latest_coded(record: Record, request: LatestCoded, now: datetime) -> Coded | Missing:
    """Return the newest coded result, or why there is none that can be told.

    As with a measured value, a newer one that is stated absent gives way to an older one; one that is contradicted, given in words, or
    none of the expected answers does not.
    """
    return newest(record, request, now, lambda group: _one(record, group, request))


def _one(record: Record, group: list[Reading], request: LatestCoded) -> Coded | Missing:
    answers = [_answer(record, r, request) for r in sorted(group, key=lambda r: r.entry.ref)]
    known = [a for a in answers if isinstance(a, Coded)]
    doubts = [a for a in answers if isinstance(a, Missing) and a.reason != "stated-absent"]
    if not known:
        return doubts[0] if doubts else next(a for a in answers if isinstance(a, Missing))
    if any(set(known[0].codings).isdisjoint(other.codings) for other in known[1:]):
        return Missing("conflicting", "two different answers at the newest time")
    return known[0]


def _answer(record: Record, reading: Reading, request: LatestCoded) -> Coded | Missing:
    held = reading.holder.get("valueCodeableConcept")
    found = codings(held)
    if not found:
        record.drop(reading.entry, "no-value")
        if text(held) or reading.holder.get("valueString"):
            return IN_WORDS
        why = no_number(reading.holder)
        return why if why.reason == "stated-absent" else NOT_EXPECTED
    code = found[0] if request.answers is None else request.answers.find(found)
    if code is None:
        record.drop(reading.entry, "unexpected-answer")
        return NOT_EXPECTED
    shown = text(held)
    if request.answers is not None and shown:
        shown = record.shown(request.answers, next(c for c in found if c == code), shown)
    status = word(reading.entry.content.get("status"))
    return Coded("Observation", code, found, shown, status, reading.at, **record.cite(reading.entry))
