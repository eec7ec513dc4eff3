"""Read measured values: alone or as components, in the unit asked for, with every doubt said instead of computed over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from chartside.codes import Code, CodeSet
from chartside.facts import Fact, Quantity, Series
from chartside.inputs import History, Latest, LatestCoded
from chartside.missing import ONLY_A_BOUND, Missing
from chartside.moments import Moment
from chartside.units import UnitError, canonical_unit, convert
from fhir_adapter.concepts import Json, codings, objects, text, word
from fhir_adapter.entry import Entry
from fhir_adapter.gaps import first
from fhir_adapter.read.doubts import Doubts
from fhir_adapter.record import Record
from fhir_adapter.times import certainly_since, limit, occurred, sooner

T = TypeVar("T", bound=Fact)
UCUM = frozenset(
    {
        "http://unitsofmeasure.org",
        "https://unitsofmeasure.org",
        "http://ucum.org",
        "https://ucum.org",
        "urn:oid:2.16.840.1.113883.6.8",
    }
)
"""The names under which records know the system of units."""
_LONGEST_UNIT = 40
_OTHER_FORMS: Mapping[str, str] = {
    "valueString": "in words",
    "valueCodeableConcept": "as a code or in words",
    "valueBoolean": "as yes or no",
    "valueInteger": "as something else",
    "valueRange": "as a range",
    "valueRatio": "as a ratio",
    "valueSampledData": "as a curve",
    "valueTime": "as a time",
    "valueDateTime": "as a time",
    "valuePeriod": "as a period",
}
"""What the value of a result can be besides a quantity."""
_COMPARATORS = frozenset({"<", "<=", ">=", ">"})
# One result reported in two units is rounded twice.
_ROUNDING = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class Reading:
    """One observation, or one component of one, that is about the analyte."""

    entry: Entry
    at: Moment
    code: Code
    display: str
    holder: Json


def latest(record: Record, request: Latest, now: datetime) -> Quantity | Missing:
    """Return the newest value, or why there is none to compute on.

    A newer result that is stated absent gives way to an older one; one in an unknown unit, reported as a bound, or contradicted at the
    same time does not: the older one is then known not to be the newest. Nor is the newest known where the read was cut off.
    """
    return newest(record, request, now, lambda group: _one(record, group, request))


def newest(
    record: Record, request: Latest | LatestCoded, now: datetime, one: Callable[[list[Reading]], T | Missing]
) -> T | Missing:
    """Return what ``one`` makes of the newest readings that tell anything, by the rules of ``latest``."""
    (read,) = request.reads()
    cut_off = record.cut_off(read, now)
    if cut_off is not None and cut_off.reason != "not-provided":
        return cut_off
    doubts = Doubts()
    readings, stale, undated = _readings(record, request.what, limit(now, request.max_age), now, doubts)
    absent: Missing | None = None
    for group in _at_one_time(reversed(readings)):
        found = one(group)
        if not isinstance(found, Missing) or found.reason != "stated-absent":
            unseen = record.not_permitted(read, now, request.what, since=group[0].at)
            unknown = first(unseen, _newest_unknown(undated))
            return found if unknown is None else unknown
        absent = first(absent, found)
    unseen = record.not_permitted(read, now, request.what)
    if unseen is not None:
        return unseen
    if absent is not None:
        return absent
    if stale and request.max_age:
        return Missing("too-old", f"the newest is older than {request.max_age.days} days")
    gap = first(doubts.beside(()), record.gap(read, now))
    return Missing("not-found") if gap is None else gap


def history(record: Record, request: History, now: datetime) -> Series:
    """Return every value within the look-back, oldest first; what could not be computed on makes the series incomplete."""
    (read,) = request.reads()
    doubts = Doubts()
    readings, _, _ = _readings(record, request.what, limit(now, request.back), now, doubts)
    rejected = doubts.beside(())
    points: list[Quantity] = []
    for group in _at_one_time(readings):
        values = [_measured(record, r, request.what, request.unit) for r in group]
        known = {(q.value, q.unit): q for q in reversed(values) if isinstance(q, Quantity)}
        points += sorted(known.values(), key=lambda q: q.ref)
        if len(known) > 1:
            rejected = first(rejected, Missing("conflicting", "two different values at one time"))
        for value in values:
            if isinstance(value, Missing) and value.reason != "stated-absent":
                rejected = first(rejected, value)
    return Series(tuple(points), first(record.gap(read, now), rejected))


def _readings(
    record: Record, what: CodeSet, earliest: datetime | None, now: datetime, doubts: Doubts
) -> tuple[list[Reading], int, int]:
    """Return what is about the analyte, oldest first, how many of it are too old, and how many values nobody dated.

    What is not known to be so, or when, is counted as a doubt.
    """
    found: list[Reading] = []
    stale = undated = 0
    for entry in record.coded("Observation", what):
        verdict = record.verdict(entry, now)
        if verdict:
            doubts.verdict(verdict)
            continue
        when = occurred("Observation", entry.content)
        # A value over a period (urine of a day) stands when the period is over.
        at = when.until or when.since
        if at is None:
            record.drop(entry, "undated")
            doubts.add("recorded without a time")
            undated += any(_holds_a_value(holder) for _, _, holder in _holders(record, entry, what, Doubts()))
            continue
        if earliest is not None and not certainly_since(at, earliest):
            stale += 1
            continue
        held = _holders(record, entry, what, doubts)
        found += (Reading(entry, at, code, display, holder) for code, display, holder in held)
    found.sort(key=lambda r: sooner(r.at, r.entry.ref))
    return found, stale, undated


def _newest_unknown(undated: int) -> Missing | None:
    return Missing("incomplete", f"the newest is not known; values without a time: {undated}") if undated else None


def _holds_a_value(holder: Json) -> bool:
    return any(name.startswith("value") and _says(holder[name]) for name in holder)


def _says(value: Any) -> bool:
    """Whether a value is one: an empty concept, or an empty string, says nothing."""
    return (
        bool(codings(value) or text(value))
        if isinstance(value, Mapping) and "coding" in value
        else value not in (None, "", {})
    )


def _holders(record: Record, entry: Entry, what: CodeSet, doubts: Doubts) -> Iterator[tuple[Code, str, Json]]:
    content = entry.content
    for holder in (content, *objects(content.get("component"))):
        codes = codings(holder.get("code"))
        code = what.find(codes)
        if code is None or (what.excludes is not None and what.excludes.find(codes)):
            continue
        if holder is not content and holder.get("modifierExtension"):
            record.drop(entry, "modifier-extension")
            doubts.verdict("modifier-extension")
            continue
        yield code, record.shown(what, code, text(holder.get("code"))), holder


def _at_one_time(readings: Iterable[Reading]) -> Iterator[list[Reading]]:
    """Group readings of one time; of a bare day and an hour in it nobody can tell which is newer, so they are of one time."""
    group: list[Reading] = []
    for reading in readings:
        if group and not _same_time(group[-1].at, reading.at):
            yield group
            group = []
        group.append(reading)
    if group:
        yield group


def _same_time(one: Moment, other: Moment) -> bool:
    short, long = sorted((one.text, other.text), key=len)
    coarse = "T" not in short and long.startswith(short)
    return one.wall == other.wall or coarse


def _one(record: Record, group: list[Reading], request: Latest) -> Quantity | Missing:
    """Return the one value of readings at one time, or why there is none."""
    group = sorted(group, key=lambda r: r.entry.ref)
    values = [_measured(record, r, request.what, request.unit, bounds=request.bounds) for r in group]
    known = [v for v in values if isinstance(v, Quantity)]
    doubts = [v for v in values if isinstance(v, Missing) and v.reason != "stated-absent"]
    if not known:
        return doubts[0] if doubts else next(v for v in values if isinstance(v, Missing))
    first = known[0]
    for other in known[1:]:
        alike = first.comparator == other.comparator and (first.value == other.value or _rounded_alike(first, other))
        if not alike:
            return Missing("conflicting", "two different values at the newest time")
    return first


def _rounded_alike(one: Quantity, other: Quantity) -> bool:
    in_one_unit = one.reported.split(" ", 1)[1:] == other.reported.split(" ", 1)[1:]
    return not in_one_unit and abs(one.value - other.value) <= _ROUNDING * max(abs(one.value), abs(other.value))


def _measured(
    record: Record, reading: Reading, what: CodeSet, unit: str, *, bounds: bool = False
) -> Quantity | Missing:
    held = reading.holder.get("valueQuantity")
    if held is None and "valueInteger" in reading.holder:
        held = {"value": reading.holder["valueInteger"]}  # scores are written so
    number = _number(held.get("value")) if isinstance(held, dict) else None
    if not isinstance(held, dict) or number is None:
        record.drop(reading.entry, "no-value")
        return no_number(reading.holder)
    comparator = held.get("comparator")
    if comparator is not None and not (bounds and comparator in _COMPARATORS):
        record.drop(reading.entry, "comparator")
        return ONLY_A_BOUND
    try:
        value = _converted(what.name, number, held, unit)
    except UnitError as error:
        record.drop(reading.entry, "unit")
        return Missing("unit", str(error))
    reported = f"{comparator or ''}{number} {word(held.get('unit')) or word(held.get('code'))}".strip()
    told = (value, unit, reading.at, reading.code, reading.display, reported)
    return Quantity(*told, comparator or "", **record.cite(reading.entry))


def no_number(holder: Json) -> Missing:
    """Return why a result has no value that can be read: there is none, or there is one in another form."""
    if (held := holder.get("valueQuantity")) is not None and (
        not isinstance(held, Mapping) or held.get("value") is not None
    ):
        return Missing("incomplete", "recorded with a value that is no number")
    form = next((form for name, form in _OTHER_FORMS.items() if _says(holder.get(name))), "")
    if form:
        return Missing("incomplete", f"recorded {form}, not as a number with a unit")
    stated = bool(holder.get("dataAbsentReason"))
    return Missing("stated-absent", "the record says that there is no value" if stated else "recorded without a value")


def _converted(analyte: str, number: Decimal, held: Json, unit: str) -> Decimal:
    """Convert by the coded unit, else by the written one; where both are known they must agree."""
    if not (held.get("code") or held.get("unit")):
        return _in(analyte, number, "", unit)  # of which analytes a bare number can be read, the table says
    code, written = word(held.get("code")), word(held.get("unit"))
    if held.get("system") not in UCUM and held.get("system") is not None:
        code = ""
    given = list(dict.fromkeys(canonical_unit(u) for u in (code, written) if u))
    if not given or any(len(u) > _LONGEST_UNIT for u in given):
        raise UnitError(f"no unit that can be read for {analyte}")
    value = _in(analyte, number, given[0], unit)
    if len(given) > 1 and code:
        try:
            other = _in(analyte, number, given[1], unit)
        except UnitError:
            return value
        if other != value:
            raise UnitError(f"the coded and the written unit of {analyte} disagree")
    return value


def _in(analyte: str, number: Decimal, given: str, unit: str) -> Decimal:
    try:
        return convert(analyte, number, given, unit)
    except ArithmeticError:
        raise UnitError(f"implausible for {analyte}: too large a number") from None


def _number(value: Any) -> Decimal | None:
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None
