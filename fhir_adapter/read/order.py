"""Read the draft orders of a hook's context, whatever that hook calls them and however a client wraps them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import msgspec

from chartside.missing import Missing, Reason
from chartside.orders import Order, Orders
from fhir_adapter.bundle import Piece, unpack
from fhir_adapter.concepts import Json, codings, text, word, words
from fhir_adapter.entry import Entry
from fhir_adapter.gaps import first
from fhir_adapter.hooks import missing_fields, places
from fhir_adapter.index import Index
from fhir_adapter.read.medication import Draft, medicine
from fhir_adapter.record import Record

ORDER_KINDS = (
    "MedicationRequest",
    "ServiceRequest",
    "DeviceRequest",
    "NutritionOrder",
    "SupplyRequest",
    "VisionPrescription",
    "CommunicationRequest",
    "ImmunizationRecommendation",
)
# What stands beside orders to say what they speak of; whatever is neither could be an order of a type that is not read.
_BESIDE = frozenset(
    {
        "AllergyIntolerance",
        "Condition",
        "Coverage",
        "Device",
        "DeviceDefinition",
        "Encounter",
        "Group",
        "Library",
        "List",
    }
    | {"Location", "Medication", "MedicationKnowledge", "Observation", "Organization", "Patient", "PlanDefinition"}
    | {"Practitioner", "PractitionerRole", "Procedure", "Provenance", "RelatedPerson", "Specimen", "Substance"}
)
_STOPS = frozenset({"stopped", "cancelled", "revoked", "completed", "ended"})
_ENCODER = msgspec.json.Encoder(decimal_format="number")


class Proposals:
    """What the context of the call proposes: resources that are not part of the record, and orders named only by reference.

    ``hook`` tells what is due: where its context must hold orders and does not, nobody knows which there are.
    """

    def __init__(self, context: Mapping[str, Any], hook: str = "") -> None:
        self.named: list[str] = []
        self.unreadable = 0
        self.unsent = [name for name in missing_fields(hook, context) if name in places("orders")]
        self.index = Index(piece for place in places("orders") for piece in self._pieces(context.get(place)))

    def _pieces(self, value: Any) -> list[Piece]:
        received = isinstance(value, bytes | msgspec.Raw)
        contents = unpack(bytes(value) if received else _ENCODER.encode(self._without_references(value)))
        self.unreadable += contents.unreadable or (contents.gap is not None)
        return [replace(piece, received=received) for piece in contents.pieces]

    def _without_references(self, value: Any) -> list[Any]:
        values = value if isinstance(value, list) else [] if value is None else [value]
        self.named += [v for v in values if isinstance(v, str)]
        self.unreadable += sum(not isinstance(v, str | Mapping | list) for v in values)
        return [v for v in values if isinstance(v, Mapping | list)]

    @property
    def entries(self) -> Iterable[Entry]:
        """Return every draft order."""
        return (entry for kind in ORDER_KINDS for entry in self.index.shelf(kind).entries)

    @property
    def unread(self) -> int:
        """Return how many resources could be orders of a type that is not read here."""
        others = (kind for kind in self.index.kinds if kind not in _BESIDE and kind not in ORDER_KINDS)
        return sum(len(self.index.shelf(kind).entries) for kind in others)


def orders(record: Record, drafts: Proposals) -> Orders:
    """Return every draft order of the call, by reference; what could not be read, followed or judged makes the list incomplete."""
    found: dict[str, Order] = {}
    lost = drafts.unreadable + sum(drafts.index.shelf(kind).unreadable for kind in ORDER_KINDS)
    anothers = 0
    named = [_named(record, name) for name in drafts.named]
    for entry in (*drafts.entries, *(e for e in named if e is not None)):
        reason = _refused(record, entry)
        if reason:
            record.drop(entry, reason)
            lost += reason in ("unreadable", "modifier-extension")
            anothers += reason == "other-patient"
        else:
            found[entry.ref] = _order(record, entry)
    unfollowed = sum(entry is None for entry in named)
    unknown = first(
        _gap("incomplete", "draft orders that could not be read", lost),
        _gap("incomplete", "draft orders of a type that is not read", drafts.unread),
        _gap("conflicting", "draft orders that name another patient than the call", anothers),
        _gap("not-provided", "orders that are only named and were not sent", unfollowed),
        Missing("not-provided", f"the call has no context.{drafts.unsent[0]}") if drafts.unsent else None,
    )
    return Orders(tuple(found[ref] for ref in sorted(found)), unknown)


def selected(orders: Orders, context: Mapping[str, Any]) -> tuple[Orders, int]:
    """Return the orders that ``context.selections`` names, and how many selections name none; all orders where no selection names any.

    A selection names an order by ``Type/id``, by its id alone, or by either with more in front of it.
    """
    stated = context.get("selections")
    if not isinstance(stated, list) or not stated:
        return orders, 0
    chosen = [[o for o in orders if isinstance(s, str) and _names(s.strip(), o.ref)] for s in stated]
    refs = {order.ref for found in chosen for order in found}
    lost = sum(not found for found in chosen)
    if not refs:
        return orders, lost
    return replace(orders, items=tuple(order for order in orders if order.ref in refs)), lost


def _names(selection: str, ref: str) -> bool:
    return selection == ref or ref.endswith(f"/{selection}") or selection.endswith(f"/{ref}")


def unsent(record: Record, drafts: Proposals) -> tuple[str, ...]:
    """Return the references to orders that were only named, and to the medications of drafts, that lead to nothing here."""
    references = [name for name in drafts.named if "/" in name and _named(record, name) is None]
    for entry in drafts.index.shelf("MedicationRequest").entries:
        content = record.content(entry)
        named = content.get("medicationReference") if content is not None else None
        text = named.get("reference") if isinstance(named, Mapping) else None
        if isinstance(text, str) and record.references.resolve(named, content, "Medication").state == "external":
            references.append(text)
    return tuple(dict.fromkeys(references))


def _named(record: Record, name: str) -> Entry | None:
    """Return the order that a reference, or its bare id, leads to; None where none does, or more than one."""
    kinds = ORDER_KINDS if "/" not in name and ":" not in name else ("",)
    found = [e for kind in kinds if (e := record.references.resolve(name, None, kind).entry) is not None]
    return found[0] if len(found) == 1 else None


def _gap(reason: Reason, what: str, count: int) -> Missing | None:
    return Missing(reason, f"{what}: {count}") if count else None


def medicine_drafts(record: Record, drafts: Proposals) -> tuple[Draft, ...]:
    """Return the drafts that change what the patient takes."""
    return tuple(
        Draft(entry, medicine(record, entry.content), _status(entry.content), _stops(entry.content))
        for entry in drafts.entries
        if entry.kind == "MedicationRequest" and not _refused(record, entry)
    )


def _refused(record: Record, entry: Entry) -> str:
    """Return why a draft is no order at all; a draft is judged more mildly than a record: it need not have a status yet."""
    content = record.content(entry)
    if content is None:
        return "unreadable"
    if "entered-in-error" in words(content.get("status")):
        return "entered-in-error"
    if content.get("modifierExtension"):
        return "modifier-extension"
    return "" if record.is_the_patients(entry, content) else "other-patient"


def _order(record: Record, entry: Entry) -> Order:
    content = entry.content
    if entry.kind == "MedicationRequest":
        named = medicine(record, content)
        codes, display, holds = named.codings, named.shown, named.ingredients
    else:
        concept = content.get("code", content.get("codeCodeableConcept", content.get("itemCodeableConcept")))
        codes, display, holds = codings(concept), text(concept), ()
    return Order(
        entry.kind,
        codes,
        display,
        _status(content),
        word(content.get("intent")),
        stops=_stops(content),
        ingredients=holds,
        **record.cite(entry),
    )


def _status(content: Json) -> str:
    return word(content.get("status")) or "draft"


def _stops(content: Json) -> bool:
    return content.get("doNotPerform") not in (None, False) or bool(_STOPS & words(content.get("status")))
