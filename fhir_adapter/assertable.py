"""The one gate: which records may be asserted about the patient, and why each other one may not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from fhir_adapter.concepts import Json, words

Objection = Literal[
    "entered-in-error",
    "refuted",
    "unconfirmed",
    "do-not-perform",
    "not-done",
    "cancelled",
    "revoked",
    "draft",
    "planned",
    "preliminary",
    "registered",
    "stopped",
    "on-hold",
    "intended",
    "plan",
    "proposal",
    "option",
    "modifier-extension",
    "implicit-rules",
    "superseded",
    "health-unknown",
    "other-focus",
    "no-status",
    "unknown-status",
    "unknown-intent",
]

# Not a denial: the record may be true, but we cannot tell. Where such a record matches, its absence is not known either.
DOUBTFUL = frozenset(
    {
        "unreadable",
        "contradicted",
        "unconfirmed",
        "health-unknown",
        "modifier-extension",
        "implicit-rules",
        "no-status",
        "unknown-status",
        "unknown-intent",
    }
)

# The statuses under which a record says that something is, or was, so. Our choices: a preliminary result may still change, so it is not
# computed on; a prescription on hold is expected to go on, so it is asserted and its status shown; a medicine that is intended is not
# taken yet; a procedure that was stopped is not a procedure that was had.
_ASSERTS: Mapping[str, frozenset[str]] = {
    "Composition": frozenset({"final", "amended"}),
    "DiagnosticReport": frozenset({"final", "amended", "corrected", "appended"}),
    "DocumentReference": frozenset({"current"}),
    "Encounter": frozenset({"arrived", "triaged", "in-progress", "onleave", "finished"}),
    "FamilyMemberHistory": frozenset({"partial", "completed"}),
    "Immunization": frozenset({"completed"}),
    "MedicationAdministration": frozenset({"in-progress", "on-hold", "completed", "stopped"}),
    "MedicationDispense": frozenset({"in-progress", "on-hold", "completed", "stopped"}),
    "MedicationRequest": frozenset({"active", "on-hold", "completed", "stopped"}),
    "MedicationStatement": frozenset({"active", "on-hold", "completed", "stopped"}),
    "Observation": frozenset({"final", "amended", "corrected"}),
    "Procedure": frozenset({"in-progress", "completed"}),
    "ServiceRequest": frozenset({"active", "on-hold", "completed"}),
}
# Of every other type only a status that denies keeps a record back: what its other words mean nobody has looked at.
_DENIES = frozenset({"cancelled", "declined", "draft", "not-done", "noshow", "rejected", "revoked"})
_BY_STATUS: Mapping[str, Objection] = {
    "cancelled": "cancelled",
    "declined": "cancelled",
    "draft": "draft",
    "entered-in-error": "entered-in-error",
    "health-unknown": "health-unknown",
    "intended": "intended",
    "not-done": "not-done",
    "not-taken": "not-done",
    "noshow": "not-done",
    "on-hold": "on-hold",
    "partial": "preliminary",
    "planned": "planned",
    "preliminary": "preliminary",
    "preparation": "planned",
    "registered": "registered",
    "rejected": "revoked",
    "revoked": "revoked",
    "stopped": "stopped",
    "superseded": "superseded",
}
_BY_INTENT: Mapping[str, Objection] = {"option": "option", "plan": "plan", "proposal": "proposal"}
# What an intent says of a request that was made; one that is not stated is not held against it, as an absent clinical status is not.
_ORDERS = frozenset({"directive", "order", "original-order", "reflex-order", "filler-order", "instance-order"})
_ORDERED = frozenset({"MedicationRequest", "ServiceRequest", "DeviceRequest", "NutritionOrder"})
# Provisional and differential diagnoses are suppositions: like the unconfirmed they are not asserted.
_BY_VERIFICATION: Mapping[str, Objection] = {
    "differential": "unconfirmed",
    "provisional": "unconfirmed",
    "refuted": "refuted",
    "unconfirmed": "unconfirmed",
}
# The second and later ones, like `taken`, are the words of earlier releases.
_NEGATIONS: Mapping[str, Objection] = {
    "doNotPerform": "do-not-perform",
    "notDone": "not-done",
    "notGiven": "not-done",
    "wasNotGiven": "not-done",
    "wasNotTaken": "not-done",
}


def objection(kind: str, content: Json) -> Objection | None:
    """Return why this record may not be asserted, or None when it may."""
    status, verification = words(content.get("status")), words(content.get("verificationStatus"))
    document = words(content.get("docStatus"))
    if "entered-in-error" in status | verification | document | words(content.get("lifecycleStatus")):
        return "entered-in-error"
    if content.get("modifierExtension"):
        return "modifier-extension"
    if content.get("implicitRules"):
        return "implicit-rules"
    if kind == "Observation" and content.get("focus"):
        return "other-focus"
    for element, reason in _NEGATIONS.items():
        if content.get(element) not in (None, False):
            return reason
    if content.get("taken") == "n":
        return "not-done"
    for found, reasons in ((verification, _BY_VERIFICATION), (words(content.get("intent")), _BY_INTENT)):
        for word in sorted(found):
            if word in reasons:
                return reasons[word]
    intent = words(content.get("intent"))
    if kind in _ORDERED and intent and not intent & _ORDERS:
        return _by_status(kind, status) or "unknown-intent"
    # Of a document the pointer has a status and what it points to has one.
    early = next((_BY_STATUS[word] for word in ("preliminary", "registered", "cancelled") if word in document), None)
    return _by_status(kind, status) or early


def _by_status(kind: str, status: frozenset[str]) -> Objection | None:
    asserts = _ASSERTS.get(kind)
    if asserts is None:
        return next((_BY_STATUS[word] for word in sorted(status & _DENIES)), None)
    if status & asserts:
        return None
    if not status:
        return "no-status"
    return next((_BY_STATUS[word] for word in sorted(status) if word in _BY_STATUS), "unknown-status")
