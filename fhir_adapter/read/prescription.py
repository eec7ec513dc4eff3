"""Read prescriptions, drafts and statements of use with their dosages, and tell which of them count now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chartside.codes import Code
from chartside.facts import Found, Prescription
from chartside.inputs import PrescriptionsRequest
from chartside.missing import Missing
from fhir_adapter.concepts import Json, objects, words
from fhir_adapter.entry import Entry
from fhir_adapter.gaps import first
from fhir_adapter.read.dosage import amount, dosages, hours
from fhir_adapter.read.medication import Draft, Medicine, doubtful, excluded, medicine, replaces, unresolved
from fhir_adapter.record import Record
from fhir_adapter.times import occurred, sooner

_COUNTS = frozenset({"active", "on-hold"})


def prescriptions(
    record: Record,
    drafts: tuple[Draft, ...],
    request: PrescriptionsRequest,
    now: datetime,
    undrafted: Missing | None = None,
) -> Found[Prescription]:
    """Return what was prescribed, is stated to be taken, and is being ordered, oldest first; ``undrafted`` says why more may be drafted.

    A draft stands in the place of what the record holds under its name. What a draft stops, or says that it replaces, counts no longer
    and is still told. What may be missing is said of what counts: a medicine that is over and was not resolved is in nobody's way.
    """
    gap = first(*(record.gap(read, now) for read in request.reads()))
    own = {draft.entry.ref for draft in drafts}
    over = {ref for draft in drafts for ref in replaces(record, draft)}
    stopped = {code for draft in drafts if draft.stops for code in draft.medicine.codings}
    told = [
        (_Told(entry, found, counts=_counts(entry, now) and entry.ref not in over and not stopped & {*found.codings}))
        for entry, found in _stated(record, now)
        if entry.ref not in own
    ]
    told += [_Told(draft.entry, draft.medicine, draft.status) for draft in drafts if not draft.stops]
    what = request.what
    found = [fact for one in told if (fact := _fact(record, request, one)) is not None]
    found.sort(key=lambda p: sooner(p.since, p.ref))
    left_out = {what.excludes.name for one in told if what and what.excludes and excluded(what, one.medicine)}
    gaps = (gap, undrafted, doubtful(record, now), unresolved(what, [one.medicine for one in told if one.counts]))
    return Found(tuple(found), first(*gaps), tuple(sorted(left_out)))


class _Told:
    """One resource that names a medicine, what it names, and whether it counts now."""

    def __init__(self, entry: Entry, medicine: Medicine, draft_status: str = "", *, counts: bool = True) -> None:
        self.entry, self.medicine, self.counts = entry, medicine, counts
        self.drafted = bool(draft_status)
        self.status = draft_status or min(words(entry.content.get("status")), default="")


def _stated(record: Record, now: datetime) -> list[tuple[Entry, Medicine]]:
    kinds = ("MedicationRequest", "MedicationStatement")
    entries = (entry for kind in kinds for entry in record.entries(kind) if not record.verdict(entry, now))
    return [(entry, medicine(record, entry.content)) for entry in entries]


def _counts(entry: Entry, now: datetime) -> bool:
    until = occurred(entry.kind, entry.content).until
    return bool(_COUNTS & words(entry.content.get("status"))) and (until is None or not until.possibly_before(now))


def _fact(record: Record, request: PrescriptionsRequest, one: _Told) -> Prescription | None:
    what, found, content = request.what, one.medicine, one.entry.content
    named = found.codings[0] if found.codings else Code("", found.display)
    code = named if what is None else found.named_by(what)
    if code is None or (what is not None and excluded(what, found)):
        return None
    if what is not None:
        record.compare_display(what, code)
    if found.by is not None:
        record.cite(found.by)
    when = occurred(one.entry.kind, content)
    return Prescription(
        one.entry.kind,
        code,
        found.codings,
        found.shown,
        one.status,
        when.since,
        when.until,
        found.ingredients,
        current=one.counts,
        drafted=one.drafted,
        dosages=dosages(content),
        settings=tuple(sorted(code for concept in objects(content.get("category")) for code in words(concept))),
        **_dispensed(content),
        **record.cite(one.entry),
    )


def _dispensed(content: Json) -> Mapping[str, Any]:
    stated = content.get("dispenseRequest")
    if not isinstance(stated, Mapping):
        return {}
    quantity, unit = amount(stated.get("quantity"))
    lasts, repeats = hours(stated.get("expectedSupplyDuration")), stated.get("numberOfRepeatsAllowed")
    return {
        "quantity": quantity,
        "quantity_unit": unit if quantity is not None else "",
        "supply_days": lasts / 24 if lasts is not None else None,
        "repeats": repeats if isinstance(repeats, int) and not isinstance(repeats, bool) and repeats >= 0 else None,
    }
