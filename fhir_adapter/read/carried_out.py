"""Read what was done to the patient, procedures and vaccines alike: what, when, and what cannot be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chartside.codes import Code, CodeSet
from fhir_adapter.concepts import Json, codings, text
from fhir_adapter.entry import Entry
from fhir_adapter.read.doubts import Doubts
from fhir_adapter.record import Record
from fhir_adapter.times import Span, certainly_since, limit, occurred

# Statements of the International Patient Summary: that there is none, or that nothing is known.
_IPS_ABSENT = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that was carried out."""

    entry: Entry
    code: Code
    codings: tuple[Code, ...]
    display: str
    when: Span


@dataclass(frozen=True, slots=True)
class Asked:
    """Which deeds are asked for: where the type names them, which of them, how far back."""

    element: str
    what: CodeSet | None
    back: timedelta | None


def deeds(
    record: Record, entries: Iterable[Entry], asked: Asked, now: datetime, doubts: Doubts, left_out: set[str]
) -> Iterator[Deed]:
    """Yield what may be asserted of what is asked for; count what could be meant and cannot be told."""
    for entry in entries:
        verdict = record.verdict(entry, now)
        concept = record.content(entry) if verdict == "unreadable" else entry.content
        named = _named(record, entry, concept or {}, asked, verdict, doubts, left_out)
        if named is None:
            continue
        code, codes = named
        when = occurred(entry.kind, entry.content)
        if _within(record, entry, when, limit(now, asked.back), doubts):
            worded = text(entry.content.get(asked.element))
            shown = worded if asked.what is None or not worded else record.shown(asked.what, code, worded)
            yield Deed(entry, code, codes, shown, when)


def _named(
    record: Record, entry: Entry, content: Json, asked: Asked, verdict: str, doubts: Doubts, left_out: set[str]
) -> tuple[Code, tuple[Code, ...]] | None:
    """Return the code by which a deed is asked for, and all of its codes; None (counted) for what is not meant or not asserted."""
    concept = content.get(asked.element)
    codes, worded = codings(concept), text(concept)
    absent = [code for code in codes if code.system == _IPS_ABSENT]
    code = _asked_for(codes, worded, asked.what)
    if verdict:
        # A denial of something else, or a doubt about it, says nothing here.
        if code is not None or not codes:
            doubts.verdict(verdict)
        return None
    if absent:
        record.drop(entry, "stated-absent")
        if not any(code.value.startswith("no-known") for code in absent):
            doubts.add("statements that nothing is known")
        return None
    if not codes and (asked.what is not None or not worded):
        record.drop(entry, "no-code")
        doubts.add("recorded without a code")
        return None
    if (
        code is not None
        and asked.what is not None
        and asked.what.excludes is not None
        and asked.what.excludes.find(codes)
    ):
        left_out.add(asked.what.excludes.name)
        return None
    return (code, codes) if code is not None else None


def _asked_for(codes: tuple[Code, ...], worded: str, what: CodeSet | None) -> Code | None:
    if what is not None:
        return what.find(codes)
    return codes[0] if codes else Code("", worded) if worded else None


def _within(record: Record, entry: Entry, when: Span, earliest: datetime | None, doubts: Doubts) -> bool:
    if earliest is None or when.lasts:
        return True
    at = when.until or when.since
    if at is None:
        record.drop(entry, "undated")
        doubts.add("recorded without a date")
    return at is not None and certainly_since(at, earliest)


def worded_time(content: Json, *names: str) -> str:
    """Return how a record words a time that is no date."""
    stated: Iterable[Any] = (content.get(name) for name in names)
    return next((one for one in stated if isinstance(one, str)), "")
