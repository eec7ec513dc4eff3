"""Turn what a card proposes into CDS Hooks actions whose resources are valid FHIR R4."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fhir.resources.R4B import get_fhir_model_class
from pydantic import ValidationError

from chartside.actions import Action, Draft, Entry
from chartside.codes import Code
from fhir_adapter.coverage import URL as COVERAGE
from fhir_adapter.coverage import extension

# What a draft says of the product or service itself: it goes when another takes its place, the narrative with it. Who orders, for
# whom, when and why stays.
_OF_THE_OLD = {
    "MedicationRequest": (
        "medicationCodeableConcept",
        "medicationReference",
        "dosageInstruction",
        "dispenseRequest",
        "substitution",
        "detectedIssue",
        "text",
    ),
    "ServiceRequest": (
        "code",
        "orderDetail",
        "quantityQuantity",
        "quantityRatio",
        "quantityRange",
        "specimen",
        "patientInstruction",
        "text",
    ),
}


class WriteError(ValueError):
    """A proposal that cannot be written as valid FHIR; the message says what to do and holds no patient data."""


def action(action: Action, orders: Mapping[str, Mapping[str, Any]], patient: str) -> dict[str, Any]:
    """Return a CDS Hooks action for one step of a suggestion.

    ``orders`` holds the drafts of the call by ``Type/id``; ``patient`` is the patient's id, with or without ``Patient/``. Numbers of a
    draft come back as they were (Decimal stays Decimal). Raises WriteError.
    """
    match action.type:
        case "stop":
            _draft_of(action, orders)
            return {"type": "delete", "description": action.description, "resourceId": action.ref}
        case "replace":
            updated = _replaced(_draft_of(action, orders), _proposed(action))
            return {
                "type": "update",
                "description": action.description,
                "resource": _valid(_addressed(updated, patient)),
            }
        case "annotate":
            return {
                "type": "update",
                "description": action.description,
                "resource": _valid(_annotated(_draft_of(action, orders), action)),
            }
        case "order":
            ordered = {"resourceType": _proposed(action).kind, **_what(_proposed(action))}
            return {
                "type": "create",
                "description": action.description,
                "resource": _valid(_addressed(ordered, patient)),
            }
        case "enter":
            if action.entry is None:
                raise WriteError("'enter' enters nothing; give it an Entry")
            return {
                "type": "create",
                "description": action.description,
                "resource": _valid(_entered(action.entry, _reference(patient))),
            }


def model(content: Mapping[str, Any]) -> Any:
    """Return a resource as its ``fhir.resources.R4B`` model; raise WriteError, without its content, when it is not valid R4."""
    kind = str(content.get("resourceType", ""))
    try:
        known = get_fhir_model_class(kind)
    except (ValueError, KeyError):
        raise WriteError("resourceType names no FHIR R4 resource; give one that does") from None
    try:
        return known.model_validate(_thawed(content))
    except ValidationError as error:
        # Only the names of R4's own elements: a key that is not one of them, or a value, could be anybody's.
        own = set(known.model_fields) | {field.alias for field in known.model_fields.values()}
        at = sorted({str(e["loc"][0]) for e in error.errors(include_input=False) if e["loc"] and e["loc"][0] in own})
        where = f" at {', '.join(at)}" if at else ""
        raise WriteError(f"{kind} is not valid FHIR R4: {error.error_count()} error(s){where}") from None


def _draft_of(action: Action, orders: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    draft = orders.get(action.ref)
    if draft is None:
        raise WriteError(
            f"{action.type!r} names no draft order of this call; cite the Order that the analysis was given"
        )
    if not draft.get("id") or action.ref != f"{draft.get('resourceType')}/{draft['id']}":
        raise WriteError(f"{action.type!r} needs a draft order with an id: CDS Hooks names it by Type/id")
    return dict(_thawed(draft))


def _annotated(order: dict[str, Any], action: Action) -> dict[str, Any]:
    """Put what a payer says in the place of what it said before of the same coverage; all else stays."""
    if not action.coverage:
        raise WriteError("'annotate' notes nothing; give it CoverageInformation")
    said = [extension(one) for one in action.coverage]
    anew = {one.coverage for one in action.coverage}
    kept = [e for e in order.get("extension", ()) if e.get("url") != COVERAGE or _coverage_of(e) not in anew]
    return {**order, "extension": [*kept, *said]}


def _coverage_of(extension: Mapping[str, Any]) -> str:
    for part in extension.get("extension", ()):
        if part.get("url") == "coverage":
            return str(part.get("valueReference", {}).get("reference", ""))
    return ""


def _proposed(action: Action) -> Draft:
    if action.draft is None:
        raise WriteError(f"{action.type!r} proposes nothing; give it a Draft")
    return action.draft


def _replaced(order: dict[str, Any], draft: Draft) -> dict[str, Any]:
    if order["resourceType"] != draft.kind:
        raise WriteError(
            f"a {draft.kind} cannot replace another type of resource: give the Draft the order's kind, or stop and order"
        )
    gone = {name for old in _OF_THE_OLD[draft.kind] for name in (old, f"_{old}")}
    old_medicine = str((order.get("medicationReference") or {}).get("reference", ""))
    kept = {name: value for name, value in order.items() if name not in gone}
    if old_medicine.startswith("#"):
        contained = [c for c in kept.pop("contained", []) if f"#{c.get('id')}" != old_medicine]
        kept |= {"contained": contained} if contained else {}
    return {**kept, **_what(draft)}


def _what(draft: Draft) -> dict[str, Any]:
    concept = _concept(draft.code)
    if draft.kind == "MedicationRequest":
        dosage = {"dosageInstruction": [{"text": draft.instructions}]} if draft.instructions else {}
        return {"medicationCodeableConcept": concept, **dosage}
    return {"code": concept, **({"patientInstruction": draft.instructions} if draft.instructions else {})}


def _concept(code: Code) -> dict[str, Any]:
    coding = {k: v for k, v in (("system", code.system), ("code", code.value), ("display", code.display)) if v}
    return {"coding": [coding], **({"text": code.display} if code.display else {})}


_STATES = "http://terminology.hl7.org/CodeSystem"


def _entered(entry: Entry, patient: dict[str, str]) -> dict[str, Any]:
    """Return a statement that nobody has confirmed, as far as its type can say so: a MedicationStatement says it in its note alone."""
    # A code that no system stands behind would be made up: then the words are all there is.
    concept = _concept(entry.code) if entry.code.system else {"text": entry.code.display or entry.code.value}
    made: dict[str, Any] = {"resourceType": entry.kind, "note": [{"text": entry.note}] if entry.note else []}
    if entry.kind == "MedicationStatement":
        return {**made, "status": "active", "medicationCodeableConcept": concept, "subject": patient}
    prefix = "allergyintolerance" if entry.kind == "AllergyIntolerance" else "condition"
    states = {
        "clinicalStatus": _state(f"{prefix}-clinical", "active"),
        "verificationStatus": _state(
            "allergyintolerance-verification" if prefix != "condition" else "condition-ver-status", "unconfirmed"
        ),
    }
    if entry.kind == "AllergyIntolerance":
        return {**made, **states, "code": concept, "patient": patient}
    listed = {"category": [_state("condition-category", "problem-list-item")]}
    return {**made, **states, **listed, "code": concept, "subject": patient}


def _state(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": f"{_STATES}/{system}", "code": code}]}


def _reference(patient: str) -> dict[str, str]:
    return {"reference": patient if "/" in patient else f"Patient/{patient}"}


def _addressed(resource: dict[str, Any], patient: str) -> dict[str, Any]:
    """Fill in what R4 requires and a draft may lack: it is a draft, it is an order, it is for this patient."""
    # Intent `order`, not `proposal`: once accepted it stands among the clinician's own drafts, which CDS Hooks and CRD exchange as
    # orders, and the status `draft` already says that nobody has authorised it.
    return {"status": "draft", "intent": "order", "subject": _reference(patient)} | resource


def _valid(resource: dict[str, Any]) -> dict[str, Any]:
    """Return the resource itself: what the model would print has other decimals and time zones than the draft had."""
    model(resource)
    written: dict[str, Any] = _without_empty(resource)
    return written


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        pairs = ((k, _without_empty(v)) for k, v in value.items())
        return {k: v for k, v in pairs if v is not None and v not in ("", [], {})}
    return [_without_empty(v) for v in value] if isinstance(value, list) else value


def _thawed(value: Any) -> Any:
    """Return plain dicts and lists from a frozen view."""
    if isinstance(value, Mapping):
        return {k: _thawed(v) for k, v in value.items()}
    return [_thawed(v) for v in value] if isinstance(value, list | tuple) else value
