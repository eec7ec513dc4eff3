"""Read what is stated about the patient: conditions, allergies, procedures, prescriptions, contacts, by their codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from chartside.codes import SNOMED_SYSTEM, Code, CodeSet
from chartside.facts import Coded, Found
from chartside.inputs import Having
from chartside.missing import Missing
from fhir_adapter.assertable import DOUBTFUL
from fhir_adapter.concepts import Json, codings, objects, text
from fhir_adapter.entry import Entry
from fhir_adapter.gaps import first
from fhir_adapter.read.medication import Medicine, medicine, unplaced
from fhir_adapter.read.standing import current, period, standing_unknown, status
from fhir_adapter.record import Record
from fhir_adapter.times import Span, certainly_since, limit, sooner

_MEDICINES = frozenset({"MedicationRequest", "MedicationStatement", "MedicationAdministration"})
# Types whose codes stand elsewhere than in `code`, so that the index by code does not have them.
_ELSEWHERE = _MEDICINES | {"Encounter", "Immunization"}
# Every allergy is looked at, for the statement that there is none and for what each reaction was to.
_READ_WHOLE = frozenset({"AllergyIntolerance"})
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
    """Return the assertable statements whose code is in the set, oldest first, and whether one could have been missed.

    What has no code is a doubt even beside what was found; what has codes of other systems only, where nothing was.
    """
    (read,) = request.reads()
    left_out: set[str] = set()
    counted: Counter[str] = Counter()
    items = list(_items(record, request, now, counted, left_out))
    items.sort(key=lambda c: sooner(c.since, c.ref))
    gaps = (record.gap(read, now, request.what), unplaced(counted["unresolved"]), _uncoded(record, request, now))
    unknown = first(*gaps)
    if not items and unknown is None:
        unknown = _no_absence(record, request, now, counted)
    return Found(tuple(items), unknown, tuple(sorted(left_out)))


def _items(
    record: Record, request: Having, now: datetime, counted: Counter[str], left_out: set[str]
) -> Iterator[Coded]:
    for entry in _candidates(record, request):
        content = record.content(entry)
        if content is None:
            counted["doubt"] += 1
            continue
        named = _named(record, entry.kind, content)
        code = named.named_by(request.what)
        if code is None:
            counted["unresolved"] += _could_be_it(record, entry, named, request, now)
            continue
        verdict = _verdict(record, entry, request, now)
        if verdict:
            counted["doubt"] += verdict in DOUBTFUL
            continue
        if request.what.excludes is not None and named.named_by(request.what.excludes):
            left_out.add(request.what.excludes.name)
            continue
        when = period(entry.kind, content)
        if (request.ever or current(entry.kind, content)) and _within(record, entry, when, request, now):
            if named.by is not None:
                record.cite(named.by)
            shown = _shown(record, request.what, code, named, entry.kind)
            said = (named.codings, shown, status(content), when.since, when.until, named.ingredients)
            yield Coded(entry.kind, code, *said, **record.cite(entry))
        else:
            counted["undated"] += request.back is not None and when.since is None and when.until is None


def _verdict(record: Record, entry: Entry, request: Having, now: datetime) -> str:
    """Return why a statement may not be asserted (counted): of what holds now, also because nobody can tell whether it does."""
    verdict = record.verdict(entry, now)
    if not verdict and not request.ever and standing_unknown(entry.kind, entry.content):
        record.drop(entry, "unknown-status")
        return "unknown-status"
    return verdict


def _no_absence(record: Record, request: Having, now: datetime, counted: Counter[str]) -> Missing | None:
    """Return why a search that found nothing does not mean that there is nothing, or None when it does."""
    if counted["doubt"]:
        return Missing("incomplete", f"recorded, but may not be asserted for doubt: {counted['doubt']}")
    if counted["undated"]:
        return Missing("incomplete", f"recorded without a date: {counted['undated']}")
    elsewhere = _coded_elsewhere(record, request, now)
    if elsewhere:
        return Missing("incomplete", f"recorded only in codes of systems that are not asked for: {elsewhere}")
    if request.kind == "AllergyIntolerance" and not _no_allergy_stated(record, now):
        return Missing("not-found", "that there are no known allergies is not stated")
    return None


def _candidates(record: Record, request: Having) -> Iterable[Entry]:
    if request.kind in _ELSEWHERE | _READ_WHOLE:
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
    if kind == "AllergyIntolerance":
        # What a reaction was to is what the patient reacts to, however broadly the allergy itself is named.
        substances = tuple(code for each in _substances(content) for code in codings(each))
        return Medicine(tuple(dict.fromkeys((*codings(concept), *substances))), text(concept))
    return Medicine(codings(concept), text(concept))


def _shown(record: Record, what: CodeSet, code: Code, named: Medicine, kind: str) -> str:
    if kind in _MEDICINES or not named.shown:
        record.compare_display(what, code)  # the wording of a medicine is compared where it is resolved
        return named.shown
    return record.shown(what, code, named.shown)


def _substances(content: Json) -> list[Json]:
    return [one for reaction in objects(content.get("reaction")) for one in objects(reaction.get("substance"))]


def _could_be_it(record: Record, entry: Entry, named: Medicine, request: Having, now: datetime) -> bool:
    """Whether this is a medicine that nobody can tell from the one asked for, at a time that is asked about."""
    if not named.codings and entry.kind in _MEDICINES:
        record.drop(entry, "no-code")
    if entry.kind not in _MEDICINES or not named.could_be(request.what) or record.verdict(entry, now):
        return False
    return _would_count(record, entry, request, now)


def _would_count(record: Record, entry: Entry, request: Having, now: datetime) -> bool:
    """Whether a statement, if it were about what is asked, would be an answer."""
    content = entry.content
    if not request.ever and not standing_unknown(entry.kind, content) and not current(entry.kind, content):
        return False
    when = period(entry.kind, content)
    undated = when.since is None and when.until is None
    return _within(record, entry, when, request, now) or (undated and request.back is not None)


def _perhaps(record: Record, entry: Entry, request: Having, now: datetime) -> bool:
    """Whether a statement that nobody can place could be the one asked for; what cannot be read at all could."""
    verdict = record.verdict(entry, now)
    if verdict == "unreadable":
        return True
    return (not verdict or verdict in DOUBTFUL) and _would_count(record, entry, request, now)


def _uncoded(record: Record, request: Having, now: datetime) -> Missing | None:
    """Return that statements have no code by which anybody could tell what they say, or None; medicines are told otherwise."""
    if request.kind in _MEDICINES:
        return None
    lost = [e for e in _without_a_code(record, request.kind) if _perhaps(record, e, request, now)]
    for entry in lost:
        record.drop(entry, "no-code")
    return Missing("incomplete", f"recorded without a code: {len(lost)}") if lost else None


def _without_a_code(record: Record, kind: str) -> Iterable[Entry]:
    if kind not in _ELSEWHERE | _READ_WHOLE:
        return record.uncoded(kind)
    entries = (entry for entry in record.entries(kind) if record.content(entry) is not None)
    return [entry for entry in entries if not _said_in_codes(record, entry)]


def _said_in_codes(record: Record, entry: Entry) -> bool:
    """Whether all of what a statement names is coded: an allergy may name what the reaction was to in words alone."""
    content = entry.content
    return bool(_named(record, entry.kind, content).codings) and all(
        codings(one) or not text(one) for one in (_substances(content) if entry.kind == "AllergyIntolerance" else ())
    )


def _coded_elsewhere(record: Record, request: Having, now: datetime) -> int:
    """Return how many statements have codes of such systems only as the set has none of: nobody here can compare them."""
    if request.kind in _MEDICINES:
        return 0
    systems = {code.system for code in request.what.codes} | set(request.what.prefixes)
    if request.kind in _ELSEWHERE | _READ_WHOLE:
        candidates = [
            entry
            for entry in record.entries(request.kind)
            if record.content(entry) is not None
            and (codes := _named(record, request.kind, entry.content).codings)
            and systems.isdisjoint(code.system for code in codes)
        ]
    else:
        candidates = record.coded_outside(request.kind, systems)
    # That there is none is a statement as well, in a system of its own.
    return sum(not _none_stated(entry) and _perhaps(record, entry, request, now) for entry in candidates)


def _none_stated(entry: Entry) -> bool:
    codes = codings(entry.content.get("code"))
    return any(c.system == _IPS_ABSENT and c.value.startswith("no-known") for c in codes)


def _within(record: Record, entry: Entry, when: Span, request: Having, now: datetime) -> bool:
    """Whether a statement reaches into the look-back: it began, ended or still held there."""
    earliest = limit(now, request.back)
    if earliest is None or when.lasts:
        return True
    if entry.kind in ("AllergyIntolerance", "Condition", "MedicationRequest", "MedicationStatement") and current(
        entry.kind, entry.content
    ):
        return True
    at = when.until or when.since
    if at is None:
        record.drop(entry, "undated")
        return False
    return certainly_since(at, earliest)


def _no_allergy_stated(record: Record, now: datetime) -> bool:
    """Whether the list says in so many words that there is no allergy: other allergies on it say nothing of this one."""
    return any(
        not NO_KNOWN_ALLERGY.isdisjoint(codings(entry.content.get("code")))
        and not record.verdict(entry, now)
        and not standing_unknown(entry.kind, entry.content)
        and current(entry.kind, entry.content)
        for entry in record.entries("AllergyIntolerance")
        if record.content(entry) is not None
    )
