"""Read the conditions of relatives: who, what, from which age on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any

from chartside.codes import Code
from chartside.facts import FamilyHistory, Found
from chartside.inputs import FamilyHistoryRequest
from fhir_adapter.concepts import Json, codings, objects, text, word, words
from fhir_adapter.entry import Entry
from fhir_adapter.read.doubts import Doubts
from fhir_adapter.read.observation import UCUM
from fhir_adapter.record import Record

# How many of a UCUM unit of time make a year (UCUM's year is the Julian one, its month a twelfth of it).
_IN_A_YEAR: Mapping[str, Decimal] = {
    "a": Decimal(1),
    "mo": Decimal(12),
    "wk": Decimal("365.25") / 7,
    "d": Decimal("365.25"),
}
_WITHHELD = "withheld"


def family_histories(record: Record, request: FamilyHistoryRequest, now: datetime) -> Found[FamilyHistory]:
    """Return the conditions of relatives, by the resource that states them.

    A history of which the record says that it is partial or not known, and a condition without a code, are counted in ``unknown``.
    """
    (read,) = request.reads()
    doubts = Doubts()
    left_out: set[str] = set()
    found: list[FamilyHistory] = []
    for entry in record.entries("FamilyMemberHistory"):
        verdict = record.verdict(entry, now)
        if verdict:
            doubts.verdict(verdict)
            continue
        if entry.content.get("dataAbsentReason"):
            record.drop(entry, "data-absent")
            if _WITHHELD in words(entry.content["dataAbsentReason"]):
                doubts.forbid("family histories that were withheld at the source")
            else:
                doubts.add("family histories that the record says are not known")
        elif "partial" in words(entry.content.get("status")):
            doubts.add("family histories that are partial")
        found += _conditions(record, entry, request, doubts, left_out)
    found.sort(key=lambda h: h.ref)
    return Found(tuple(found), doubts.beside([record.gap(read, now, request.what)]), tuple(sorted(left_out)))


def _conditions(
    record: Record, entry: Entry, request: FamilyHistoryRequest, doubts: Doubts, left_out: set[str]
) -> Iterator[FamilyHistory]:
    content = entry.content
    for condition in objects(content.get("condition")):
        codes, worded = codings(condition.get("code")), text(condition.get("code"))
        if condition.get("modifierExtension"):
            record.drop(entry, "modifier-extension")
            doubts.verdict("modifier-extension")
            continue
        if not codes and (request.what is not None or not worded):
            record.drop(entry, "no-code")
            doubts.add("conditions of relatives recorded without a code")
            continue
        code = (codes[0] if codes else Code("", worded)) if request.what is None else request.what.find(codes)
        if code is None:
            continue
        if request.what is not None:
            if request.what.excludes is not None and request.what.excludes.find(codes):
                left_out.add(request.what.excludes.name)
                continue
            record.compare_display(request.what, code)
        yield _fact(record, entry, condition, code, codes)


def _fact(record: Record, entry: Entry, condition: Json, code: Code, codes: tuple[Code, ...]) -> FamilyHistory:
    content = entry.content
    relationship = content.get("relationship")
    held = condition.get("onsetRange")
    bounds: Json = held if isinstance(held, dict) else {}
    death = condition.get("contributedToDeath")
    return FamilyHistory(
        next(iter(codings(relationship)), None),
        code,
        codes,
        text(relationship),
        text(condition.get("code")),
        min(words(content.get("status")), default=""),
        min(words(content.get("sex")) or words(content.get("gender")), default=None),
        _years(condition.get("onsetAge")),
        _years(bounds.get("low")),
        _years(bounds.get("high")),
        word(condition.get("onsetString")),
        death if isinstance(death, bool) else None,
        **record.cite(entry),
    )


def _years(held: Any) -> Decimal | None:
    """Return an age in years, or None where it is not one exact number of a UCUM unit of time."""
    if not isinstance(held, dict) or held.get("comparator") or word(held.get("system")) not in ("", *UCUM):
        return None
    value, unit = held.get("value"), word(held.get("code")) or word(held.get("unit"))
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or unit not in _IN_A_YEAR or value < 0:
        return None
    years = Decimal(value) / _IN_A_YEAR[unit]
    # Down, so that nobody reaches an age too early.
    return years if unit == "a" else years.quantize(Decimal("0.01"), ROUND_DOWN)
