"""Read what is stated about the patient: conditions, allergies, procedures, prescriptions, contacts, by their codes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from chartside.codes import SNOMED_SYSTEM, Code
from chartside.facts import Coded, Found
from chartside.inputs import Having
from chartside.missing import Missing
from fhir_adapter.assertable import DOUBTFUL
from fhir_adapter.concepts import Json, codings, objects, text, words
from fhir_adapter.entry import Entry
from fhir_adapter.gaps import first
from fhir_adapter.read.medication import Medicine, medicine, unplaced
from fhir_adapter.record import Record
from fhir_adapter.times import Span, certainly_since, limit, moment, occurred, sooner

_MEDICINES = frozenset({"MedicationRequest", "MedicationStatement", "MedicationAdministration"})
# Types whose codes stand elsewhere than in `code`, so that the index by code does not have them.
_ELSEWHERE = _MEDICINES | {"Encounter", "Immunization"}
_LASTING = frozenset({"active", "recurrence", "relapse"})
_OVER = frozenset({"inactive", "remission", "resolved"})
_IPS_ABSENT = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"
# The statements that there is no allergy, or none to medicines, which is what an order asks about.
NO_KNOWN_ALLERGY = frozenset(
    {
        Code(SNOMED_SYSTEM, "716186003"),
        Code(SNOMED_SYSTEM, "409137002"),
        Code(_IPS_ABSENT, "no-known-allergies"),
        Code(_IPS_ABSENT, "no-known-medication-allergies"),
    }
)


def having(record: Record, request: Having, now: datetime) -> Found[Coded]:
    """Return the assertable statements whose code is in the set, oldest first, and whether one could have been missed."""
    (read,) = request.reads()
    items: list[Coded] = []
    left_out: set[str] = set()
    doubts = unresolved = 0
    for entry in _candidates(record, request):
        content = record.content(entry)
        if content is None:
            doubts += 1
            continue
        named = _named(record, entry.kind, content)
        code = named.named_by(request.what)
        if code is None:
            unresolved += _could_be_it(record, entry, named, request, now)
            continue
        verdict = record.verdict(entry, now)
        if verdict:
            doubts += verdict in DOUBTFUL
            continue
        if request.what.excludes is not None and named.named_by(request.what.excludes):
            left_out.add(request.what.excludes.name)
            continue
        when = Span(*_period(entry.kind, content))
        if (request.ever or _current(entry.kind, content)) and _within(record, entry, when, request, now):
            record.compare_display(request.what, code)
            if named.by is not None:
                record.cite(named.by)
            said = (named.codings, named.shown, _status(content), when.since, when.until, named.ingredients)
            items.append(Coded(entry.kind, code, *said, **record.cite(entry)))
    items.sort(key=lambda c: sooner(c.since, c.ref))
    unknown = first(record.gap(read, now, request.what), unplaced(unresolved))
    if not items and unknown is None:
        if doubts:
            unknown = Missing("incomplete", f"recorded, but may not be asserted for doubt: {doubts}")
        elif request.kind == "AllergyIntolerance" and not _allergies_stated(record, now):
            unknown = Missing("not-found", "no allergies recorded is not the same as no known allergies")
    return Found(tuple(items), unknown, tuple(sorted(left_out)))


def _candidates(record: Record, request: Having) -> Iterable[Entry]:
    # Allergies are read whole, for the statement that there are none.
    if request.kind in _ELSEWHERE:
        return record.entries(request.kind)
    return record.coded(request.kind, request.what)


def _named(record: Record, kind: str, content: Json) -> Medicine:
    """Return what a statement names; what is no medicine has no ingredients."""
    if kind in _MEDICINES:
        return medicine(record, content)
    if kind == "Encounter":
        concepts = [*objects(content.get("type")), *objects(content.get("class"))]
        return Medicine(tuple(code for c in concepts for code in codings(c)), next(map(text, concepts), ""))
    concept = content.get("vaccineCode" if kind == "Immunization" else "code")
    return Medicine(codings(concept), text(concept))


def _could_be_it(record: Record, entry: Entry, named: Medicine, request: Having, now: datetime) -> bool:
    """Whether this is a medicine that nobody can tell from the one asked for, at a time that is asked about."""
    if not named.codings and entry.kind in _ELSEWHERE:
        record.drop(entry, "no-code")
    if entry.kind not in _MEDICINES or not named.could_be(request.what) or record.verdict(entry, now):
        return False
    when = Span(*_period(entry.kind, entry.content))
    return (request.ever or _current(entry.kind, entry.content)) and _within(record, entry, when, request, now)


def _status(content: Json) -> str:
    stated = words(content.get("clinicalStatus")) or words(content.get("status"))
    return min(stated, default="")


def _current(kind: str, content: Json) -> bool:
    """Whether a statement holds now; what happened (a procedure, a contact) is not undone by the passing of time."""
    if kind in ("MedicationRequest", "MedicationStatement"):
        return bool(words(content.get("status")) & {"active", "on-hold"})
    if kind not in ("AllergyIntolerance", "Condition"):
        return True
    status = words(content.get("clinicalStatus"))
    if status & _LASTING:
        return True
    # An absent status is not an inactive one: it lasts unless the record says when or that it ended.
    return not status & _OVER and not any(name.startswith("abatement") and content[name] for name in content)


def _period(kind: str, content: Json) -> Span:
    when = occurred(kind, content)
    if kind != "Condition":
        return when
    until = moment(content.get("abatementDateTime"))
    return Span(when.since, until or when.until)


def _within(record: Record, entry: Entry, when: Span, request: Having, now: datetime) -> bool:
    """Whether a statement reaches into the look-back: it began, ended or still held there."""
    earliest = limit(now, request.back)
    if earliest is None or when.lasts:
        return True
    if entry.kind in ("AllergyIntolerance", "Condition", "MedicationRequest", "MedicationStatement") and _current(
        entry.kind, entry.content
    ):
        return True
    at = when.until or when.since
    if at is None:
        record.drop(entry, "undated")
        return False
    return certainly_since(at, earliest)


def _allergies_stated(record: Record, now: datetime) -> bool:
    """Whether the list says anything at all: a current allergy, or in so many words that there is none."""
    return any(
        not record.verdict(entry, now) and _current(entry.kind, entry.content) and codings(entry.content.get("code"))
        for entry in record.entries("AllergyIntolerance")
    )
